import type { ConnectWiseSimulator } from '../../sandbox/connectwise';
import type { RunningPlatform } from '../../sandbox/platform';
import type { Connector } from '../../sync/connectors/connector';
import { createConnectWiseConnector } from '../../sync/connectors/connectwise';
import { connectwiseCatalogue } from '../../sync/connectors/connectwise/catalogue';
import { createPlatformConnector, platformCatalogue } from '../../sync/connectors/platform';
import { compileMapping } from '../../sync/mapping/compile';
import type { CompiledMapping } from '../../sync/mapping/compiled-mapping';
import { connectwisePlatformMappings } from '../../sync/mapping/presets/connectwise-platform';
import { lookupIn, referencedIds } from '../../sync/mapping/references';
import type { FieldDefinition } from '../../sync/model/catalogue';
import { otherSide, SIDES, type Entity, type Side } from '../../sync/model/entity';
import type { Envelope } from '../../sync/model/envelope';
import { linkedId } from '../../sync/model/link';
import type { Mapping, MappingRow } from '../../sync/model/mapping';
import type { SyncPolicy } from '../../sync/model/policy';
import type { FlatRecord } from '../../sync/model/record';
import { APPLY_DEFAULTS, applyWrites, pull, readEnvelope, resolveChanges } from '../../sync/pipeline';
import { MemoryStore } from '../model/memory-store';

const SYNC = 'notes';
const ENTITIES: Entity[] = ['company', 'ticket', 'note'];

/** Who may read a note, as people of either side say it; `both` is a note that ConnectWise marks for everybody. */
export type Readers = 'public' | 'internal' | 'resolution' | 'both';

/** ConnectWise and the platform, one ticket that both have, and the pipeline between them with any map of readers. */
export class NotesWorld {
	readonly #store = new MemoryStore();
	readonly #connectors: Readonly<Record<Side, Connector>>;
	readonly #mappings: readonly CompiledMapping[];
	#mapped: readonly Mapping[];
	#ticket: Readonly<Record<Side, string>> = { psa: '', platform: '' };
	/** Words that a person meant for clients: on the side where they were written, or where they had arrived. */
	readonly #released = new Set<string>();
	#words = 0;

	constructor(
		private readonly psa: ConnectWiseSimulator,
		private readonly platform: RunningPlatform,
		readers: MappingRow | null,
		private readonly policy: SyncPolicy,
	) {
		const common = { sleep: async (): Promise<void> => undefined };
		this.#connectors = {
			psa: createConnectWiseConnector({ site: psa.url, ...psa.credentials, ...common }),
			platform: createPlatformConnector({
				baseUrl: platform.url,
				apiKey: platform.apiKey,
				otherSystem: 'connectwise',
				transport: common,
			}),
		};
		const rows = (mapping: Mapping): readonly MappingRow[] => {
			if (mapping.entity !== 'note') return mapping.rows;
			const others = mapping.rows.filter(({ psaField }) => psaField !== 'visibility');
			return readers ? [...others, readers] : others;
		};
		this.#mapped = connectwisePlatformMappings
			.filter(({ entity }) => ENTITIES.includes(entity))
			.map((mapping) => ({ ...mapping, rows: rows(mapping).filter(({ psaField }) => psaField !== 'contact/id') }));
		// The check that refuses a map is switched off: what is looked at here are the locks behind it.
		this.#mappings = this.#mapped.map((mapping) => compileMapping(mapping, unchecked(mapping.entity)));
	}

	/** A ticket that both sides have. */
	async open(): Promise<void> {
		const { control } = this.psa;
		const company = control.create('companies', { name: 'Northwind', identifier: 'NW', site: { name: 'Main' } });
		const board = { name: 'Service Desk' };
		const ticket = control.create('tickets', { summary: 'Printer', company: { id: company.id }, board });
		await this.cycle();
		const [there] = this.platform.control.list('ticket');
		this.#ticket = { psa: String(ticket.id), platform: there.id };
	}

	write(side: Side, readers: Readers): void {
		const text = this.#text(readers === 'public');
		if (side === 'psa') {
			const parentId = Number(this.#ticket.psa);
			this.psa.control.create('notes', { text, ...flagsOf(readers) }, { parentId });
		} else {
			const visibility = readers === 'public' ? 'public' : 'internal';
			this.platform.control.create('note', { ticketId: this.#ticket.platform, text, visibility });
		}
	}

	/** A person edits the text of a note, or says anew who may read it, or both. */
	edit(side: Side, which: number, change: { readonly text: boolean; readonly readers: Readers | null }): void {
		const notes = side === 'psa' ? this.psa.control.records('notes') : this.platform.control.list('note');
		if (notes.length === 0) return;
		const note = notes[which % notes.length] as unknown as Readonly<Record<string, unknown>>;
		const before = side === 'psa' ? isShownInPsa(note) : note.visibility === 'public';
		const after = change.readers === null ? before : change.readers === 'public';
		if (after) this.#release(String(note.text));
		const text = change.text ? { text: this.#text(after) } : {};
		const readers = change.readers;
		if (side === 'psa') {
			this.psa.control.edit('notes', Number(note.id), { ...text, ...(readers ? flagsOf(readers) : {}) });
		} else {
			const visibility = readers === 'public' ? 'public' : 'internal';
			this.platform.control.edit('note', String(note.id), { ...text, ...(readers ? { visibility } : {}) });
		}
	}

	async cycle(): Promise<void> {
		jest.setSystemTime(Date.now() + 60_000);
		const items: Envelope[] = [];
		for (const side of SIDES) {
			const dependencies = { connector: this.#connectors[side], store: this.#store, clock: APPLY_DEFAULTS.clock };
			const { items: read } = await pull(dependencies, { sync: SYNC, side, entities: ENTITIES, limit: 200 });
			for (const envelope of read.map(readEnvelope))
				items.push(side === 'psa' ? await this.#forward(envelope) : envelope);
		}
		if (items.length === 0) return;
		const resolved = await resolveChanges(
			{ store: this.#store, clock: APPLY_DEFAULTS.clock },
			{
				sync: SYNC,
				run: { phase: 1, workflow: null },
				items,
				mappings: this.#mappings,
				policy: this.policy,
				preview: false,
				dueLimit: 200,
			},
		);
		for (const side of SIDES) {
			const writes = (side === 'psa' ? resolved.toPsa : resolved.toPlatform).map((json) => json._sync);
			const given = [];
			for (const write of writes) {
				if (write.kind !== 'write') continue;
				if (side === 'platform') given.push(write);
				else {
					const lookup = await this.#lookup('platform', write.entity, [write.fields]);
					const { payload } = this.#mapping(write.entity).back(write.fields, lookup, write.action);
					given.push({ ...write, payload: { ...this.#constants(write.entity, side, write.action), ...payload } });
				}
			}
			const dependencies = { connector: this.#connectors[side], store: this.#store, ...APPLY_DEFAULTS };
			await applyWrites(dependencies, { sync: SYNC, side, items: given });
		}
	}

	/** Words that clients can read somewhere although no person ever meant them to. */
	leaked(): string[] {
		const inPsa = this.psa.control.records('notes').filter((note) => isShownInPsa(note));
		const onPlatform = this.platform.control.list('note').filter(({ visibility }) => visibility === 'public');
		const shown = [...inPsa, ...onPlatform].flatMap(({ text }) => wordsIn(String(text)));
		return shown.filter((word) => !this.#released.has(word));
	}

	/** Notes on both sides, in numbers. */
	counts(): readonly [number, number] {
		return [this.psa.control.records('notes').length, this.platform.control.list('note').length];
	}

	#text(forClients: boolean): string {
		const word = `word${++this.#words}.`;
		if (forClients) this.#released.add(word);
		return `Note of ${word}`;
	}

	#release(text: string): void {
		for (const word of wordsIn(text)) this.#released.add(word);
	}

	async #forward(item: Envelope): Promise<Envelope> {
		if (item.kind !== 'change') return item;
		const mapping = this.#mapping(item.entity);
		const lookup = await this.#lookup('psa', item.entity, [item.record, item.shadow ?? {}]);
		const { view, problems } = mapping.forward(item.record, lookup);
		const shadowView = item.shadow && { ...mapping.forward(item.shadow, lookup).view };
		return { ...item, view: { ...view }, problems: [...problems], shadowView };
	}

	#constants(entity: Entity, side: Side, action: 'create' | 'update'): FlatRecord {
		return action === 'create' ? this.#mapping(entity).constants(side) : {};
	}

	#mapping(entity: Entity): CompiledMapping {
		const mapping = this.#mappings.find((one) => one.entity === entity);
		if (!mapping) throw new Error(`no mapping for ${entity}`);
		return mapping;
	}

	async #lookup(from: Side, entity: Entity, records: readonly FlatRecord[]): Promise<ReturnType<typeof lookupIn>> {
		const mapping = this.#mapped.find((one) => one.entity === entity) as Mapping;
		const found = new Map<Entity, Map<string, string>>();
		for (const [parent, wanted] of referencedIds(mapping, records, from)) {
			const ids = new Map<string, string>();
			for (const [id, { link }] of await this.#store.linksBySide(SYNC, parent, from, [...wanted])) {
				const other = linkedId(link, otherSide(from));
				if (other !== null) ids.set(id, other);
			}
			found.set(parent, ids);
		}
		return lookupIn(found);
	}
}

function unchecked(entity: Entity): { psa: FieldDefinition[]; platform: FieldDefinition[] } {
	const plain = (fields: readonly FieldDefinition[] = []): FieldDefinition[] =>
		fields.map(({ audience: _audience, ...field }) => field);
	return {
		psa: plain((connectwiseCatalogue.entities as Readonly<Record<string, readonly FieldDefinition[]>>)[entity]),
		platform: plain(platformCatalogue.entities[entity]),
	};
}

function flagsOf(readers: Readers): Readonly<Record<string, boolean>> {
	return {
		detailDescriptionFlag: readers === 'public' || readers === 'both',
		internalAnalysisFlag: readers === 'internal' || readers === 'both',
		resolutionFlag: readers === 'resolution',
	};
}

/** For clients and for nobody else, as far as ConnectWise says. */
function isShownInPsa(note: Readonly<Record<string, unknown>>): boolean {
	return note.detailDescriptionFlag === true && note.internalAnalysisFlag !== true;
}

function wordsIn(text: string): string[] {
	return text.match(/word\d+\./g) ?? [];
}
