import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { carriedSystem as autotask } from '../../../nodes/Autotask/actions/carried';
import { carriedSystem as connectWise } from '../../../nodes/ConnectWise/actions/carried';
import { carriedSystem as haloPsa } from '../../../nodes/HaloPsa/actions/carried';
import { CARRIED, type Carried, type CarriedSystem } from '../../../nodes/shared/carried';
import { carriedSystem as platform } from '../../../nodes/UnifiedPlatform/actions/carried';
import type { FieldDefinition } from '../../../sync/model/catalogue';

const NODES = { Autotask: autotask, ConnectWise: connectWise, HaloPsa: haloPsa, UnifiedPlatform: platform };

const OPERATIONS = Object.entries(NODES).flatMap(([folder, system]) =>
	CARRIED.flatMap((resource) =>
		system.tables[resource].operations.map((operation) => [folder, resource, operation, system] as const),
	),
);

/** What an item of a resource looks like, by the fields that its connector reads. */
function schemaOf({ system, catalogue }: CarriedSystem, resource: Carried): unknown {
	const fields = catalogue.entities[resource] ?? [];
	const typeOf = ({ name, type, options }: FieldDefinition): string => {
		if (name === 'id') return 'string';
		if (type === 'integer' || type === 'number' || type === 'boolean') return type;
		if (type === 'list') return 'array';
		const isNumbered = system !== 'platform' && (type === 'reference' || (type === 'option' && options === undefined));
		const isName = /(^|[/_])(name|identifier|number)$/i.test(name);
		return (isNumbered && !isName) || typeof options?.[0]?.value === 'number' ? 'integer' : 'string';
	};
	const properties = Object.fromEntries(fields.map((field) => [field.name, { type: typeOf(field) }]));
	return { type: 'object', properties: { ...properties, changedAt: { type: 'string' } }, version: 1 };
}

describe('the schemas of what connectors carry', () => {
	it.each(OPERATIONS)('%s: %s %s names the fields that its items have', (folder, resource, operation, system) => {
		const file = join(__dirname, '../../../nodes', folder, '__schema__/v1.0.0', resource, `${operation}.json`);
		if (process.env.WRITE_SCHEMAS) {
			mkdirSync(dirname(file), { recursive: true });
			writeFileSync(file, `${JSON.stringify(schemaOf(system, resource), null, '\t')}\n`);
		}
		expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(schemaOf(system, resource));
	});
});
