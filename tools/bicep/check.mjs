// What can be said of the Bicep files without the compiler, which is not on the registry: their syntax, that every name is declared and used,
// and that modules and parameter files fit what they refer to. Prints a line per problem; ends with 1 if there is any.
// Usage: node tools/bicep/check.mjs FOLDER
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { readBicep } from './read.mjs';

const [folder] = process.argv.slice(2);
const files = readdirSync(folder, { recursive: true })
  .filter((file) => file.endsWith('.bicep'))
  .map((file) => readBicep(join(folder, file)));
const byPath = new Map(files.map((file) => [file.path, file]));
const problems = files.flatMap((file) => [...file.syntaxErrors, ...checkNames(file), ...checkModules(file)]);
const used = new Set(files.flatMap((file) => file.modules.map((module) => targetOf(file, module))));
problems.push(...files.flatMap((file) => [...checkOutputsAreUsed(file), ...checkParameterFile(file)]));

for (const problem of problems) console.log(problem);
console.log(`${files.length} files, ${files.reduce((sum, file) => sum + file.modules.length, 0)} modules, ${problems.length} problems`);
process.exitCode = problems.length > 0 || files.length === 0 ? 1 : 0;

function targetOf(file, module) {
  return normalize(join(dirname(file.path), module.target));
}

function* checkNames(file) {
  for (const { name, at } of file.references)
    if (!file.declared.has(name)) yield `${at}: '${name}' is not declared`;
  for (const { name, at } of [...file.parameters, ...file.variables])
    if (!file.references.some((reference) => reference.name === name)) yield `${at}: '${name}' is not used`;
  for (const { name, at, description } of file.parameters)
    if (!description) yield `${at}: parameter '${name}' has no description`;
}

function* checkModules(file) {
  for (const module of file.modules) {
    const target = byPath.get(targetOf(file, module));
    if (!target) {
      yield `${module.at}: there is no ${module.target}`;
      continue;
    }
    const declared = new Map(target.parameters.map((parameter) => [parameter.name, parameter]));
    for (const { name, at } of module.parameters)
      if (!declared.has(name)) yield `${at}: ${module.target} has no parameter '${name}'`;
    for (const { name, hasDefault } of target.parameters)
      if (!hasDefault && !module.parameters.some((given) => given.name === name)) yield `${module.at}: '${name}' of ${module.target} is not given`;
    for (const { name, at } of file.outputReferences.filter((reference) => reference.module === module.name))
      if (!target.outputs.some((output) => output.name === name)) yield `${at}: ${module.target} has no output '${name}'`;
  }
}

// Those of the file that nobody calls are there for people and tools.
function* checkOutputsAreUsed(file) {
  if (!used.has(file.path)) return;
  const references = files.flatMap((user) => user.modules
    .filter((module) => targetOf(user, module) === file.path)
    .flatMap((module) => user.outputReferences.filter((reference) => reference.module === module.name).map((reference) => reference.name)));
  for (const { name, at } of file.outputs)
    if (!references.includes(name)) yield `${at}: output '${name}' is not used`;
}

function* checkParameterFile(file) {
  const path = file.path.replace(/\.bicep$/, '.parameters.json');
  if (!existsSync(path)) return;
  const given = Object.keys(JSON.parse(readFileSync(path, 'utf8')).parameters);
  for (const name of given)
    if (!file.parameters.some((parameter) => parameter.name === name)) yield `${path}: ${file.path} has no parameter '${name}'`;
  for (const { name, hasDefault } of file.parameters)
    if (!hasDefault && !given.includes(name)) yield `${path}: '${name}' is not given`;
}
