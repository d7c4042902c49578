import { CATALOGUES } from '../../../sync/connectors/catalogues';
import { fitsType } from '../../../sync/mapping/convert';
import { findField, type FieldDefinition } from '../../../sync/model/catalogue';
import { SYSTEMS, type Entity, type System } from '../../../sync/model/entity';
import { BILLING_WORDS } from '../../../sync/pipeline/billing/words';

/** A catalogue that does not carry an entity yet has nothing to bill of it. */
const carries = (system: System, entity: Entity) => CATALOGUES[system]?.entities[entity] !== undefined;

function field(system: System, entity: Entity, name: string): FieldDefinition {
	const catalogue = CATALOGUES[system];
	const found = catalogue && findField(catalogue, entity, name);
	if (!found) throw new Error(`${system} has no field "${name}" on a ${entity}`);
	return found;
}

describe.each(SYSTEMS)('the words of billing in %s', (system) => {
	const words = BILLING_WORDS[system];

	test('name fields of its catalogue, of the type that they are used as', () => {
		expect(field(system, 'company', words.companyName).type).toBe('string');
		expect(field(system, 'ticket', words.ticketCompany).references).toBe('company');
		if (carries(system, 'timeEntry')) {
			const { ticket, startedAt, length, billable, unapproved } = words.timeEntry;
			expect(field(system, 'timeEntry', ticket).references).toBe('ticket');
			expect(field(system, 'timeEntry', startedAt).type).toBe('datetime');
			expect(['integer', 'number']).toContain(field(system, 'timeEntry', length.field).type);
			for (const saying of [billable, ...(unapproved ? [unapproved] : [])]) {
				for (const value of saying.values) expect(fitsType(field(system, 'timeEntry', saying.field), value)).toBe(true);
			}
		}
		if (carries(system, 'invoice')) {
			const { company, number, day, total, currency, creditNote, isVoid } = words.invoice;
			expect(field(system, 'invoice', company).references).toBe('company');
			expect(field(system, 'invoice', total).type).toBe('number');
			expect(['date', 'datetime']).toContain(field(system, 'invoice', day).type);
			for (const name of [number, ...(currency === null ? [] : [currency])]) field(system, 'invoice', name);
			for (const saying of [creditNote, isVoid]) {
				if (!saying) continue;
				const definition = field(system, 'invoice', saying.field);
				for (const value of saying.values) {
					expect(fitsType(definition, value)).toBe(true);
					if (definition.options) expect(definition.options.map((option) => option.value)).toContain(value);
				}
			}
		}
	});

	test('can tell what is billed, since its catalogue has locks', () => {
		if (!carries(system, 'timeEntry')) return;
		expect(CATALOGUES[system]?.entities.timeEntry?.filter(({ locks }) => locks).length).toBeGreaterThan(0);
	});
});
