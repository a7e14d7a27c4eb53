import { readFileSync } from 'node:fs';
import { normalize } from 'node:path';
import Parser from 'tree-sitter';
import Bicep from 'tree-sitter-bicep';

const parser = new Parser();
parser.setLanguage(Bicep);

/** What one Bicep file declares and refers to, each with its place. */
export function readBicep(path) {
  const text = readFileSync(path, 'utf8');
  // The binding's buffer is 32 KiB unless it is told otherwise.
  const root = parser.parse(text, undefined, { bufferSize: text.length * 4 + 1024 }).rootNode;
  const place = (node) => `${path}:${node.startPosition.row + 1}:${node.startPosition.column + 1}`;
  const declarations = (type) => root.descendantsOfType(type).map((node) => ({ node, name: node.namedChild(0).text, at: place(node) }));

  const parameters = declarations('parameter_declaration').map((parameter) => ({
    ...parameter,
    hasDefault: parameter.node.children.some((child) => child.type === '='),
    description: decoratorsOf(parameter.node).includes('description'),
  }));
  const variables = declarations('variable_declaration');
  const resources = declarations('resource_declaration');
  const modules = declarations('module_declaration').map((module) => ({
    ...module,
    target: unquoted(module.node.namedChild(1)),
    parameters: propertiesOf(property(objectOf(module.node), 'params')).map((given) => ({ name: keyOf(given), at: place(given) })),
  }));
  // for x in …, for (x, i) in …, x => …
  const local = root.descendantsOfType(['loop_variable', 'loop_enumerator', 'for_statement', 'lambda_expression'])
    .map((node) => (node.namedChildCount > 0 ? node.namedChild(0).text : node.text));

  return {
    path: normalize(path),
    syntaxErrors: syntaxErrorsOf(root).map((node) => `${place(node)}: syntax error at '${node.text.split('\n')[0].slice(0, 60)}'`),
    parameters,
    variables,
    modules,
    outputs: declarations('output_declaration'),
    declared: new Set([...parameters, ...variables, ...resources, ...modules].map((each) => each.name).concat(local)),
    references: root.descendantsOfType('identifier').filter(isReference).map((node) => ({ name: node.text, at: place(node) })),
    outputReferences: root.descendantsOfType('member_expression').filter(isOutput).map((node) => ({
      module: node.namedChild(0).namedChild(0).text,
      name: node.namedChild(1).text,
      at: place(node),
    })),
  };
}

function syntaxErrorsOf(node) {
  if (!node.hasError) return [];
  if (node.isError || node.isMissing) return [node];
  return node.children.flatMap(syntaxErrorsOf);
}

// Names that are declared here, keys of objects and functions are not references.
function isReference(node) {
  const parent = node.parent;
  const isFirst = parent.namedChild(0).id === node.id;
  if (/_declaration$/.test(parent.type)) return !isFirst;
  return !(isFirst && ['object_property', 'call_expression', 'lambda_expression', 'for_statement'].includes(parent.type));
}

// x.outputs.y
function isOutput(node) {
  const inner = node.namedChild(0);
  return inner.type === 'member_expression' && inner.namedChild(1).text === 'outputs' && inner.namedChild(0).type === 'identifier';
}

function decoratorsOf(node) {
  const before = node.previousNamedSibling;
  return before?.type === 'decorators' ? before.descendantsOfType('call_expression').map((call) => call.namedChild(0).text) : [];
}

function objectOf(node) {
  return node.descendantsOfType('object')[0];
}

function property(object, name) {
  const found = propertiesOf(object).find((each) => keyOf(each) === name);
  return found?.namedChild(1);
}

function propertiesOf(object) {
  return object?.namedChildren.filter((child) => child.type === 'object_property') ?? [];
}

function keyOf(node) {
  return unquoted(node.namedChild(0));
}

function unquoted(node) {
  return node.text.replace(/^'|'$/g, '');
}
