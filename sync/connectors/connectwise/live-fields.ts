import type { FieldDefinition } from '../../model/catalogue';
import type { ConnectWiseEntity } from './catalogue';
import { CUSTOM_FIELD_PREFIX, connectwiseCatalogue } from './catalogue';
import type { ConnectWiseClient } from './client';
import type { CustomFields } from './custom-fields';
import type { CustomFieldValue, NamedThing, UserDefinedField } from './schemas';
import { namedThing } from './schemas';

type Options = NonNullable<FieldDefinition['options']>;

/** Lists of set-up data by the reference that takes its values from them. */
const LISTS: Readonly<Partial<Record<ConnectWiseEntity, Readonly<Record<string, string>>>>> = {
	company: { status: '/company/companies/statuses' },
	ticket: {
		board: '/service/boards',
		priority: '/service/priorities',
		source: '/service/sources',
		owner: '/system/members',
	},
	timeEntry: { workType: '/time/workTypes', workRole: '/time/workRoles' },
};

/** Set-up data that belongs to one board each. */
const BOARD_LISTS = { status: 'statuses', type: 'types' } as const;

/** The fields of an entity as this tenant has them: the catalogue's, with the options that are set up, and its custom fields. */
export async function liveFields(
	client: ConnectWiseClient,
	customFields: CustomFields,
	entity: ConnectWiseEntity,
): Promise<FieldDefinition[]> {
	const options = new Map<string, Options>();
	for (const [reference, path] of Object.entries(LISTS[entity] ?? {})) {
		addOptions(options, reference, await client.lookups(path, namedThing));
	}
	if (entity === 'ticket') await addBoardOptions(client, options);
	const fixed = connectwiseCatalogue.entities[entity].map((field) => {
		const known = options.get(field.name);
		return known === undefined ? field : { ...field, options: known };
	});
	const captions = await customFields.of(entity);
	const definitions = captions.length === 0 ? [] : await customFields.definitions();
	return [
		...fixed,
		...captions.map((field) =>
			customDefinition(
				field,
				definitions.find(({ id }) => id === field.id),
			),
		),
	];
}

/** Boards that take tickets, as options by id. */
export async function boards(client: ConnectWiseClient): Promise<NamedThing[]> {
	return await client.lookups('/service/boards', namedThing, { conditions: 'inactiveFlag = False' });
}

/** The statuses or types of one board. @param boardId digits */
export async function boardList(
	client: ConnectWiseClient,
	boardId: number,
	list: (typeof BOARD_LISTS)[keyof typeof BOARD_LISTS],
): Promise<NamedThing[]> {
	return await client.lookups(`/service/boards/${boardId}/${list}`, namedThing);
}

async function addBoardOptions(client: ConnectWiseClient, options: Map<string, Options>): Promise<void> {
	const ids = options.get('board/id') ?? [];
	for (const [reference, list] of Object.entries(BOARD_LISTS)) {
		const byId: Array<Options[number]> = [];
		const boardsOf = new Map<string, string[]>();
		for (const board of ids) {
			for (const { id, name } of await boardList(client, Number(board.value), list)) {
				if (!name) continue;
				byId.push({ value: id, label: `${name} (${board.label})` });
				boardsOf.set(name, [...(boardsOf.get(name) ?? []), board.label]);
			}
		}
		options.set(`${reference}/id`, byId);
		// A name stands for itself on whatever board the ticket is.
		options.set(
			`${reference}/name`,
			[...boardsOf].map(([name, on]) => ({ value: name, label: `${name} (${on.join(', ')})` })),
		);
	}
}

function addOptions(options: Map<string, Options>, reference: string, things: readonly NamedThing[]): void {
	const labelled = things.map((thing) => ({
		...thing,
		label: thing.name ?? thing.description ?? thing.identifier ?? String(thing.id),
	}));
	options.set(
		`${reference}/id`,
		labelled.map(({ id, label }) => ({ value: id, label })),
	);
	options.set(
		`${reference}/name`,
		labelled.map(({ label }) => ({ value: label, label })),
	);
	options.set(
		`${reference}/identifier`,
		labelled.flatMap(({ identifier, label }) => (identifier ? [{ value: identifier, label }] : [])),
	);
}

function customDefinition(field: CustomFieldValue, definition: UserDefinedField | undefined): FieldDefinition {
	const caption = field.caption ?? '';
	const choices = definition?.options?.filter((option) => option.optionValue && option.inactiveFlag !== true) ?? [];
	const listed = choices.length > 0 && (field.entryMethod === 'List' || field.entryMethod === 'Option');
	return {
		name: CUSTOM_FIELD_PREFIX + caption,
		label: caption,
		type: listed ? 'option' : customType(field.type),
		custom: true,
		...(definition?.readOnlyFlag === true || field.type === 'Button' ? { readOnly: true } : {}),
		...(listed
			? { options: choices.map(({ optionValue }) => ({ value: optionValue ?? '', label: optionValue ?? '' })) }
			: {}),
	};
}

function customType(type: string | null | undefined): FieldDefinition['type'] {
	switch (type) {
		case 'Number':
		case 'Percent':
		case 'Currency':
			return 'number';
		case 'Checkbox':
			return 'boolean';
		case 'Date':
			return 'date';
		case 'TextArea':
			return 'text';
		default:
			return 'string';
	}
}
