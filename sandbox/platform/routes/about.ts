import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { PlatformApi } from '../api';
import { FIELDS, PLATFORM_ENTITIES, type PlatformEntity, type PlatformField } from '../fields';
import { PlatformProblem } from '../problem';

const SHARED: readonly PlatformField[] = [
	{ name: 'id', label: 'ID', type: 'string', maxLength: 64, readOnly: true },
	{ name: 'createdAt', label: 'Created', type: 'datetime', readOnly: true },
	{ name: 'updatedAt', label: 'Updated', type: 'datetime', readOnly: true },
	{ name: 'updatedBy', label: 'Updated by', type: 'string', maxLength: 200, readOnly: true },
];

const query = z.object({ entity: z.enum(PLATFORM_ENTITIES as [PlatformEntity, ...PlatformEntity[]]) }).strict();

/** A field in the words of the contract's `Field`. */
function describe(field: PlatformField, name: string, custom: boolean): object {
	const { label, type, maxLength, options, entity, required = false, readOnly = false } = field;
	return {
		name,
		label,
		type,
		...(maxLength !== undefined && { maxLength }),
		...(options && { options: options.map((value) => ({ value, label: value })) }),
		...(entity && { entity }),
		required,
		readOnly,
		custom,
	};
}

/** Who is asking, and which fields there are. */
export function mountAbout(routes: FastifyInstance, api: PlatformApi): void {
	const { names, store, clock } = api;

	routes.get('/me', () => ({
		name: api.author,
		contractVersion: '1.2.0',
		serverTime: new Date(clock.now()).toISOString(),
	}));

	routes.get('/metadata/fields', (request) => {
		const parsed = query.safeParse(request.query);
		if (!parsed.success) {
			throw new PlatformProblem('invalid_parameter', `entity must be one of ${PLATFORM_ENTITIES.join(', ')}`);
		}
		const { entity } = parsed.data;
		const own = [...SHARED, ...FIELDS[entity]].map((field) =>
			describe(field, names.outward(entity, field.name), false),
		);
		const custom = (store.customFields[entity] ?? []).map((field) =>
			describe(field, names.outward(entity, `customFields/${field.name}`), true),
		);
		return { entity, fields: [...own, ...custom] };
	});
}
