import type { Row } from '../table';
import { customFieldsOf } from './customFields';
import type { Database, TableName } from './database';
import { notFound, refusedInWords } from './errors';
import { normalise, readId } from './normalise';
import { externalLinkModel } from './models';
import { type Extent, renderRecord } from './render';
import { type Resource, resourceOf } from './resources';
import type { RuleContext } from './rules/rules';

/** A record that was just written, with what a POST shows of it. */
export interface Written {
	readonly row: Row;
	/** Dates that this write set, epoch ms as exact as they were set. */
	readonly fresh: Readonly<Record<string, number>>;
}

/** Creates, changes, deletes and shows records by the vendor's rules, whoever asks: the API or a person. */
export class Records {
	constructor(readonly db: Database) {}

	/** @throws VendorError 404 */
	get(resource: Resource, id: number): Row {
		const row = this.db.table(resource.table).get(id);
		if (!row) throw notFound(resource.label, id);
		return row;
	}

	render(
		resource: Resource,
		row: Row,
		extent: Extent = 'full',
		fresh?: Readonly<Record<string, number>>,
	): Record<string, unknown> {
		const { db } = this;
		const derived = { ...resource.derive?.(row, db), ...(extent === 'full' ? this.#embedded(resource, row) : {}) };
		const customFields = customFieldsOf(db, resource.table);
		return renderRecord(resource.model, row, { extent, fresh, customFields, derived });
	}

	/**
	 * Creates a record, or changes the given fields of the one whose id stands in it.
	 *
	 * @param index its place in the request's array, for errors
	 * @throws VendorError 400 where it is not valid, 404 where there is no such id
	 */
	save(resource: Resource, record: Readonly<Record<string, unknown>>, by: number, index = 0): Written {
		const { db } = this;
		const { table, model, rules } = resource;
		const stored = this.#stored(resource, record, index);
		const { fields, given, exact, commands } = normalise(model, record, index, stored, customFieldsOf(db, table));
		const context: RuleContext = {
			db,
			by,
			stored,
			given,
			commands,
			create: (other, values) => this.save(resourceOf(other), values, by).row,
		};
		rules?.complete(fields, context);
		const saved = stored ? db.update(table, { ...fields, id: stored.id }, by) : db.insert(table, fields, by);
		rules?.after?.(saved, context);
		this.#link(resource, saved, commands.new_external_link, by);
		const row = db.table(table).get(saved.id) ?? saved;
		return { row, fresh: { ...this.#datesSet(resource, stored, row), ...exact } };
	}

	/** @throws VendorError 400 where other records need it */
	delete(resource: Resource, row: Row, by: number): Row {
		const { db } = this;
		const { table, rules } = resource;
		const reason = rules?.keep?.(row, db);
		if (reason !== undefined) throw refusedInWords(reason);
		if (rules?.buried) return db.update(table, { ...row, ...rules.buried }, by);
		for (const [other, id] of rules?.dependants?.(row, db) ?? []) db.delete(other, id, by);
		db.delete(table, row.id, by);
		return row;
	}

	#stored(resource: Resource, record: Readonly<Record<string, unknown>>, index: number): Row | undefined {
		const id = readId(record, index);
		if (id === undefined) return undefined;
		// An action's id counts within its ticket.
		if (resource.table !== 'Actions') return this.get(resource, id);
		const row = this.action(Number(record.ticket_id), id);
		if (!row) throw notFound(resource.label, id);
		return row;
	}

	/** An action by its number within a ticket. */
	action(ticketId: number, number: number): Row | undefined {
		return this.db
			.table('Actions')
			.find('ticket_id', [ticketId])
			?.find((one) => one.action_number === number);
	}

	/** The dates that a write of this moment set or changed. */
	#datesSet({ table, model: { fields } }: Resource, stored: Row | undefined, row: Row): Record<string, number> {
		const now = this.db.clock.now();
		const stamp = this.db.stampOf(table);
		const dates = Object.keys(fields).filter((name) => fields[name].type === 'date' && row[name] !== undefined);
		return Object.fromEntries(
			dates.filter((name) => name === stamp || row[name] !== stored?.[name]).map((name) => [name, now]),
		);
	}

	#link(resource: Resource, row: Row, link: unknown, by: number): void {
		if (typeof link !== 'object' || link === null) return;
		const { fields } = normalise(externalLinkModel, link as Record<string, unknown>, 0, undefined, []);
		const links = this.#links(resource, row);
		const same = links.find((one) => one.module_id === fields.module_id && one.details_id === fields.details_id);
		const linked = { ...same, ...fields, entity: resource.table, halo_id: row.id };
		if (same) this.db.update('ExternalLink', { ...linked, id: same.id }, by);
		else this.db.insert('ExternalLink', linked, by);
	}

	#links(resource: Resource, row: Row): Row[] {
		const found = this.db.table('ExternalLink').find('halo_id', [row.id]) ?? [];
		return found.filter(({ entity }) => entity === resource.table);
	}

	/** Other records in whole, which only a record with all its details carries. */
	#embedded(resource: Resource, row: Row): Record<string, unknown> {
		const { db } = this;
		const shown = (table: TableName, id: unknown): unknown => {
			const other = db.table(table).get(Number(id));
			return other && this.render(resourceOf(table), other, 'plain');
		};
		const external_links = this.#links(resource, row).map((link) => this.renderLink(link));
		switch (resource.table) {
			case 'Tickets': {
				const priority = [...db.table('Priority').current()].find(
					({ slaid, priorityid }) => slaid === row.sla_id && priorityid === row.priority_id,
				);
				return {
					external_links,
					tickettype: shown('TicketType', row.tickettype_id),
					user: shown('Users', row.user_id),
					priority: priority && this.render(resourceOf('Priority'), priority),
				};
			}
			case 'Users':
				return { external_links, site: shown('Site', row.site_id) };
			case 'Site':
				return { external_links, client: shown('Client', row.client_id) };
			default:
				return resource.table === 'Client' ? { external_links } : {};
		}
	}

	/** An external link as `/ExternalLink` and its record show it. */
	renderLink(link: Row): Record<string, unknown> {
		return renderRecord(externalLinkModel, link, { extent: 'full', customFields: [], derived: {} });
	}
}
