import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { CUSTOM_FIELD_PREFIX, type PlatformClient } from '../../../../sync/connectors/platform';
import type { FieldType } from '../../../../sync/model/catalogue';
import type { Json } from '../../../../sync/model/json';
import type { FlatRecord } from '../../../../sync/model/record';
import {
	badValue,
	givenCustomFields,
	scalarValue,
	utcTime,
	type ParameterForm,
	type ScalarValue,
} from '../../../shared/field-values';
import type { Resource } from '../../../shared/resources';

const list = z.union([z.array(z.string()), z.string()]);

/** The contract's fields as the node's parameters: times in UTC, lists as lists. */
export const FORM: ParameterForm = {
	parameterName: (name) => name,
	fieldValue({ name, type }, value, timezone) {
		const field = { system: 'platform', field: name } as const;
		switch (type) {
			case 'datetime':
				return utcTime(value, field, timezone);
			case 'list': {
				const parsed = list.safeParse(value);
				if (!parsed.success) throw badValue(field, 'must be words with commas between them, or a list of texts');
				return typeof parsed.data === 'string' ? words(parsed.data) : parsed.data;
			}
			default:
				return scalarValue(value, field);
		}
	},
};

/**
 * The custom fields that were filled in. What is text in the editor becomes the number or truth value that the live
 * system wants.
 */
export async function customFieldValues(
	this: IExecuteFunctions,
	client: PlatformClient,
	resource: Resource,
	index: number,
): Promise<FlatRecord> {
	const given = givenCustomFields.call(this, CUSTOM_FIELD_PREFIX, index);
	if (given.length === 0) return {};
	const described = (await client.fields(resource)) ?? [];
	return Object.fromEntries(
		given.map(({ name, value }) => {
			const type = described.find((field) => field.name === name)?.type;
			return [name, typed(name, value, type, this.getTimezone())];
		}),
	);
}

function typed(name: string, value: ScalarValue, type: FieldType | undefined, timezone: string): Json {
	if (typeof value !== 'string' || value === '') return value;
	const field = { system: 'platform', field: name } as const;
	switch (type) {
		case 'number': {
			const number = Number(value);
			if (Number.isFinite(number)) return number;
			throw badValue(field, 'must be a number');
		}
		case 'boolean': {
			const word = value.trim().toLowerCase();
			if (word === 'true' || word === 'false') return word === 'true';
			throw badValue(field, 'must be true or false');
		}
		case 'datetime':
			return utcTime(value, field, timezone);
		default:
			return value;
	}
}

function words(text: string): string[] {
	return text
		.split(',')
		.map((word) => word.trim())
		.filter((word) => word !== '');
}
