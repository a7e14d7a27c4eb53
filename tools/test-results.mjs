// Sums the .trx files of a test run: what was skipped and why, each failure, and one last line with the numbers.
// The figures that tests print go to RESULTS/figures.txt.
// Usage: node tools/test-results.mjs RESULTS LOGS
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const [resultsFolder, logsFolder] = process.argv.slice(2);

function unescape(xml) {
  const named = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
  return xml.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) =>
    hex ? String.fromCodePoint(parseInt(hex, 16)) : decimal ? String.fromCodePoint(Number(decimal)) : (named[name] ?? whole));
}

// xunit gives the reason of a skipped test as its output or message; VSTest puts both below <Output>.
function parseResults(trx) {
  const results = [];
  for (const [, attributes, closed, body] of trx.matchAll(/<UnitTestResult\s([^>]*?)(\/>|>([\s\S]*?)<\/UnitTestResult>)/g)) {
    const attribute = (name) => unescape(attributes.match(new RegExp(`(?:^|\\s)${name}="([^"]*)"`))?.[1] ?? '');
    const element = (name) => unescape((closed === '/>' ? '' : body).match(new RegExp(`<${name}>([\\s\\S]*?)</${name}>`))?.[1] ?? '').trim();
    results.push({
      name: attribute('testName'),
      outcome: attribute('outcome'),
      message: element('Message') || element('StdOut'),
      stack: element('StackTrace'),
      output: element('StdOut'),
    });
  }
  return results;
}

function indent(text, lines) {
  return text.split('\n').slice(0, lines).map((line) => `    ${line.trimEnd()}`).join('\n');
}

const results = readdirSync(resultsFolder)
  .filter((file) => file.endsWith('.trx'))
  .flatMap((file) => parseResults(readFileSync(join(resultsFolder, file), 'utf8')).map((result) => ({ ...result, project: basename(file, '.trx') })));
const failed = results.filter((result) => !['Passed', 'NotExecuted'].includes(result.outcome));
const skipped = results.filter((result) => result.outcome === 'NotExecuted');
const passed = results.length - failed.length - skipped.length;

const figuresFile = join(resultsFolder, 'figures.txt');
const figures = results
  .filter((result) => result.outcome === 'Passed' && result.output)
  .map(({ name, output }) => `${name.split('.').at(-1).replaceAll('_', ' ')}\n${indent(output, 40)}\n`);
writeFileSync(figuresFile, figures.join('\n'));
if (figures.length > 0) console.log(`\nWhat tests measured and counted: ${figuresFile}`);

if (skipped.length > 0) console.log('\nSkipped:');
for (const { name, message } of skipped) console.log(`  ${name}: ${message || 'no reason given'}`);

for (const { name, message, stack } of failed) {
  console.log(`\nFailed: ${name}\n${indent(message, 25)}`);
  if (stack) console.log(indent(stack, 8));
}

const marker = join(resultsFolder, 'unsuccessful');
const unsuccessful = existsSync(marker) ? readFileSync(marker, 'utf8').trim().split('\n') : [];
for (const project of unsuccessful.filter((name) => !failed.some((result) => result.project === name))) {
  const log = join(logsFolder, `test-${project}.log`);
  const end = readFileSync(log, 'utf8').trimEnd().split('\n').filter((line) => !/^\s+at /.test(line)).slice(-30).join('\n');
  console.log(`\n${project} ended with an error although none of its tests failed. The end of ${log}:\n${indent(end, 30)}`);
}

const ran = passed + failed.length;
if (ran === 0) console.log('\nNo test ran.');
console.log(`\n${passed} passed, ${failed.length} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`);
process.exitCode = unsuccessful.length > 0 || failed.length > 0 || ran === 0 ? 1 : 0;
