// The schemas of schemas/, compiled by Ajv (an independent JSON Schema 2020-12 validator), and which one a file is of.
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { createRequire } = require('node:module');

const root = path.join(__dirname, '../..');
const folder = path.join(root, 'schemas');
const npm = path.join(root, 'build/npm');

function validators() {
  const get = createRequire(path.join(npm, 'package.json'));
  try {
    return { Ajv: get('ajv/dist/2020').default, formats: get('ajv-formats').default };
  } catch (error) {
    console.error(`the validators are not installed; run tests/schemas/install (${error.code})`);
    process.exit(3);
  }
}

class SchemaSet {
  constructor() {
    const { Ajv, formats } = validators();
    this.ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false, allErrors: false });
    formats(this.ajv);
    this.names = fs.readdirSync(folder).filter((f) => f.endsWith('.v1.schema.json'))
      .map((f) => f.slice(0, -'.v1.schema.json'.length)).sort();
    for (const name of this.names) this.ajv.addSchema(this.source(name));
  }

  source(name) {
    return JSON.parse(fs.readFileSync(path.join(folder, `${name}.v1.schema.json`), 'utf8'));
  }

  // What is wrong with the document by that schema, as "POINTER: message"; undefined when nothing is.
  fault(name, document) {
    return this.#fault(`urn:tiyf:schema:${name}.v1`, document);
  }

  // The same by what holds of all that tools write.
  writtenFault(document) {
    return this.#fault('urn:tiyf:schema:common.v1#/$defs/written', document);
  }

  #fault(id, document) {
    const validate = this.ajv.getSchema(id);
    if (validate(document)) return undefined;
    const { instancePath, message, params, propertyName } = validate.errors[0];
    const few = params.allowedValues?.length > 8 ? undefined : params.allowedValues;
    const which = propertyName ?? few ?? params.allowedValue ?? params.additionalProperty;
    return `${instancePath || '(root)'}: ${message}${which === undefined ? '' : ` (${JSON.stringify(which)})`}`;
  }

  // reconcile-report.json and order-journal.jsonl say it by their name, other documents by their "schema" member.
  nameFor(file, document) {
    const stem = path.basename(file).replace(/\.jsonl?$/, '').replaceAll('-', '_');
    if (stem !== 'common' && this.names.includes(stem)) return stem;
    const named = /^tiyf\.([a-z_]+)\.v1$/.exec(document?.schema ?? '')?.[1];
    return this.names.includes(named) ? named : undefined;
  }
}

module.exports = { SchemaSet, folder, npm };
