import { z } from 'zod';
import type { FieldNameMap } from '../../../sync/connectors/platform';
import { ENTITIES, type Entity } from '../../../sync/model/entity';
import { SyncError } from '../../../sync/model/errors';

const options = z.object({
	fieldNames: z
		.object({
			fields: z
				.array(
					z.object({ entity: z.enum(ENTITIES), contractField: z.string().trim(), platformField: z.string().trim() }),
				)
				.optional(),
		})
		.optional(),
});

/**
 * The *Field Names* of a node's options.
 * @throws SyncError BAD_INPUT for a field that was named twice or not at all.
 */
export function parseFieldNames(value: unknown): FieldNameMap {
	const parsed = options.safeParse(value);
	if (!parsed.success) throw new SyncError('BAD_INPUT', 'The field names in the options of the node are incomplete');
	const names: Partial<Record<Entity, Record<string, string>>> = {};
	for (const { entity, contractField, platformField } of parsed.data.fieldNames?.fields ?? []) {
		if (contractField === '' || platformField === '') {
			throw new SyncError('BAD_INPUT', `A field name of ${entity} is empty. Enter both names or remove the row`);
		}
		const ofEntity = (names[entity] ??= {});
		if (Object.hasOwn(ofEntity, contractField) || Object.values(ofEntity).includes(platformField)) {
			throw new SyncError('BAD_INPUT', `"${contractField}" or "${platformField}" of ${entity} is named twice`);
		}
		ofEntity[contractField] = platformField;
	}
	return names;
}
