/**
 * Turns the OpenAPI document of Kubernetes into one strict JSON schema for each kind, in a file of the name that
 * kubeconform looks for:
 *   node kubernetes-schemas.js <swagger.json> <directory>
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [swagger, directory] = process.argv.slice(2);
const { definitions } = JSON.parse(readFileSync(swagger, 'utf8'));

// The document says that these are strings, but the API server accepts numbers as well.
definitions['io.k8s.apimachinery.pkg.util.intstr.IntOrString'] = { type: ['string', 'integer'] };
definitions['io.k8s.apimachinery.pkg.api.resource.Quantity'] = { type: ['string', 'number'] };

for (const definition of Object.values(definitions)) {
  if (definition.properties) definition.additionalProperties ??= false;
}

function referencesOf(value) {
  return [...JSON.stringify(value).matchAll(/"\$ref":"#\/definitions\/([^"]+)"/g)].map(
    ([, name]) => name,
  );
}

function closureOf(name) {
  const names = new Set(referencesOf(definitions[name]));
  for (const reached of names)
    referencesOf(definitions[reached]).forEach((next) => names.add(next));
  return Object.fromEntries([...names].map((reached) => [reached, definitions[reached]]));
}

function schemaOf(name, { group, version, kind }) {
  const { properties, ...definition } = definitions[name];
  return {
    ...definition,
    required: [...new Set(['apiVersion', 'kind', ...(definition.required ?? [])])],
    properties: {
      ...properties,
      apiVersion: { const: group ? `${group}/${version}` : version },
      kind: { const: kind },
    },
    definitions: closureOf(name),
  };
}

mkdirSync(directory, { recursive: true });
for (const [name, definition] of Object.entries(definitions)) {
  const kinds = definition['x-kubernetes-group-version-kind'] ?? [];
  // A definition with several kinds belongs to every API group, as DeleteOptions does, and is no manifest.
  if (kinds.length !== 1) continue;
  const [{ group, version, kind }] = kinds;
  const file = [kind, group.split('.')[0], version].filter(Boolean).join('-').toLowerCase();
  writeFileSync(join(directory, `${file}.json`), JSON.stringify(schemaOf(name, kinds[0])));
}
