import type { RunningPlatform } from '../../sandbox/platform';
import { sameBytes } from '../../sync/connectors/attachment-match';
import type { Connector } from '../../sync/connectors/connector';
import { createPlatformConnector, platformCatalogue } from '../../sync/connectors/platform';
import { compileMapping } from '../../sync/mapping/compile';
import type { CompiledMapping } from '../../sync/mapping/compiled-mapping';
import { copy, mappingsOf, pair, reference, values } from '../../sync/mapping/presets/build';
import { lookupIn, referencedIds } from '../../sync/mapping/references';
import type { Content } from '../../sync/model/content';
import { otherSide, SIDES, type Entity, type Side } from '../../sync/model/entity';
import type { Envelope } from '../../sync/model/envelope';
import { SyncError } from '../../sync/model/errors';
import { linkedId } from '../../sync/model/link';
import type { NativeRecord } from '../../sync/model/record';
import { APPLY_DEFAULTS, applyWrites, pull, readEnvelope, resolveChanges, Spool } from '../../sync/pipeline';
import { MemoryStore } from '../model/memory-store';

const SYNC = 'files';
const ENTITIES: Entity[] = ['company', 'ticket', 'attachment'];

const mapping = mappingsOf('platform', 'platform');
const MAPPINGS = [
	mapping('company', [copy('name', 'name')]),
	mapping('ticket', [copy('title', 'title'), reference('companyId', 'companyId', 'company')]),
	mapping('attachment', [
		reference('ticketId', 'ticketId', 'ticket'),
		copy('fileName', 'fileName'),
		copy('contentType', 'contentType'),
		copy('size', 'size'),
		copy('sha256', 'sha256'),
		values('visibility', 'visibility', [pair('public', 'public'), pair('internal', 'internal')]),
	]),
];

/** The process died here. */
class Death extends Error {}

export interface FilesRun {
	/** Awaits until the process dies; undefined lives. */
	readonly life?: number;
}

/**
 * Two platforms, of which the one that stands for the PSA tells no hashes and keeps no references, as most PSAs do; one
 * ticket that both have; files that people add, rename and replace on either side.
 */
export class FilesWorld {
	#store = new MemoryStore();
	#life = Number.POSITIVE_INFINITY;
	readonly #connectors: Readonly<Record<Side, Connector>>;
	readonly #mappings: readonly CompiledMapping[];
	#ticket: Readonly<Record<Side, string>> = { psa: '', platform: '' };
	/** By what they hold: how often people added it on each side. */
	readonly added = new Map<string, Record<Side, number>>();
	/** What people meant for clients. */
	readonly released = new Set<string>();

	constructor(
		private readonly platforms: Readonly<Record<Side, RunningPlatform>>,
		readonly folder: string,
	) {
		const connect = (side: Side): Connector => {
			const { url, apiKey } = platforms[side];
			const transport = { sleep: async (): Promise<void> => undefined, timeoutMs: 2_000 };
			return createPlatformConnector({ baseUrl: url, apiKey, otherSystem: 'platform', tenant: side, transport });
		};
		this.#connectors = { psa: this.#likeAPsa(connect('psa')), platform: connect('platform') };
		this.#mappings = MAPPINGS.map((one) =>
			compileMapping(one, {
				psa: [...(platformCatalogue.entities[one.entity] ?? [])],
				platform: [...(platformCatalogue.entities[one.entity] ?? [])],
			}),
		);
	}

	async open(): Promise<void> {
		const { control } = this.platforms.psa;
		const company = control.create('company', { name: 'Northwind' });
		const ticket = control.create('ticket', { title: 'Printer', companyId: company.id });
		await this.run();
		const [there] = this.platforms.platform.control.list('ticket');
		this.#ticket = { psa: ticket.id, platform: there.id };
	}

	add(side: Side, content: string, visibility: 'public' | 'internal', fileName = `${content}.txt`): void {
		const { control } = this.platforms[side];
		const { id } = control.create('attachment', { ticketId: this.#ticket[side], fileName, visibility });
		control.upload(id, Buffer.from(content));
		const counts = this.added.get(content) ?? { psa: 0, platform: 0 };
		counts[side] += 1;
		this.added.set(content, counts);
		if (visibility === 'public') this.released.add(content);
	}

	rename(side: Side, which: number, fileName: string): void {
		const { control } = this.platforms[side];
		const files = control.list('attachment');
		if (files.length > 0) control.edit('attachment', files[which % files.length].id, { fileName });
	}

	fault(side: Side, kind: 'lostResponse' | 'lostRequest' | 'serverError', method: 'GET' | 'POST' | 'PUT'): void {
		this.platforms[side].control.faults.add({ kind, method, path: '^/attachments', times: 1, delayMs: 1 });
	}

	loseStore(): void {
		this.#store = new MemoryStore();
	}

	/** @returns false where the process died */
	async run({ life = Number.POSITIVE_INFINITY }: FilesRun = {}): Promise<boolean> {
		jest.setSystemTime(Date.now() + 11 * 60_000);
		this.#life = life;
		try {
			await this.#cycle();
			return true;
		} catch (error) {
			if (error instanceof Death || error instanceof SyncError) return false;
			throw error;
		} finally {
			this.#life = Number.POSITIVE_INFINITY;
		}
	}

	/** What each side holds: the content of every file, whether clients see it, and whether the hash is right. */
	files(side: Side): { id: string; content: string; name: string; isPublic: boolean }[] {
		const { control } = this.platforms[side];
		return control.list('attachment').map(({ id, fileName, visibility }) => ({
			id,
			content: control.content(id)?.toString() ?? '(nothing)',
			name: String(fileName),
			isPublic: visibility === 'public',
		}));
	}

	async reviews(): Promise<string[]> {
		return (await this.#store.reviews(SYNC, { status: 'open', limit: 50 })).map(
			({ kind, message }) => `${kind}: ${message}`,
		);
	}

	downloads(side: Side): number {
		const { control } = this.platforms[side];
		return control.requests.entries().filter(({ method, path }) => method === 'GET' && path.endsWith('/content'))
			.length;
	}

	async #cycle(): Promise<void> {
		const clock = APPLY_DEFAULTS.clock;
		const contents = this.#mortal(new Spool(this.folder, { clock }));
		const store = this.#mortal(this.#store);
		const items: Envelope[] = [];
		for (const side of SIDES) {
			const connector = this.#mortal(this.#connectors[side]);
			const read = await pull(
				{ connector, store, clock, contents },
				{ sync: SYNC, side, entities: ENTITIES, limit: 200 },
			);
			for (const envelope of read.items.map(readEnvelope))
				items.push(side === 'psa' ? await this.#forward(envelope) : envelope);
		}
		if (items.length === 0) return;
		const fallback = { strategy: 'lastWriteWins' } as const;
		const resolved = await resolveChanges(
			{ store, clock },
			{
				sync: SYNC,
				run: { phase: 1, workflow: null },
				items,
				mappings: this.#mappings,
				policy: { entities: {}, fallback, tieBreaker: 'psa' },
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
					const lookup = await this.#lookup('platform', write.entity, write.fields);
					const { payload } = this.#mapping(write.entity).back(write.fields, lookup, write.action);
					given.push({ ...write, payload: { ...payload } });
				}
			}
			const connector = this.#mortal(this.#connectors[side]);
			await applyWrites({ ...APPLY_DEFAULTS, connector, store, contents }, { sync: SYNC, side, items: given });
		}
	}

	/** Each call may be the last one of the process: before or after it took effect. */
	#mortal<T extends object>(target: T): T {
		const step = (): void => {
			this.#life -= 1;
			if (this.#life < 0) throw new Death();
		};
		return new Proxy<T>(target, {
			get: (object, name) => {
				const value: unknown = Reflect.get(object, name, object);
				if (name === 'contents') return this.#mortal(value as object);
				if (typeof value !== 'function') return value;
				if (['skewMs', 'calls'].includes(String(name))) return value.bind(object) as unknown;
				return async (...args: unknown[]) => {
					step();
					const result: unknown = await Reflect.apply(value, object, args);
					// The files of a process end with it.
					if (this.#life <= 0) (result as Partial<Content> | null | undefined)?.stream?.destroy();
					step();
					return result;
				};
			},
		});
	}

	/** Tells no hash of an attachment and keeps no reference to its counterpart: its bytes are all there is. */
	#likeAPsa(connector: Connector): Connector {
		const plain = (row: NativeRecord): NativeRecord => {
			if (row.entity !== 'attachment') return row;
			const { sha256: _untold, ...record } = row.record;
			return { ...row, record, externalIds: [] };
		};
		const files = connector.contents;
		if (!files) throw new Error('the platform has no files');
		return {
			...connector,
			async changes(entity, state, limit) {
				const page = await connector.changes(entity, state, limit);
				return { ...page, rows: page.rows.map(plain) };
			},
			async read(entity, ids) {
				const found = await connector.read(entity, ids);
				return new Map([...found].map(([id, row]) => [id, plain(row)]));
			},
			find: async (entity, keys) => {
				if (entity !== 'attachment') return await connector.find(entity, keys);
				const ids = this.platforms.psa.control.list('attachment').map(({ id }) => id);
				const there = [...(await connector.read(entity, ids)).values()].filter(({ record }) => record.sha256 !== null);
				const names = { fileName: 'fileName', size: 'size' };
				return await Promise.all(keys.map((key) => sameBytes(key, there.map(plain), names, files)));
			},
			create: async (entity, payload, sourceId, key, options) =>
				plain(await connector.create(entity, payload, sourceId, key, options)),
			update: async (entity, current, changes, options) =>
				plain(await connector.update(entity, current, changes, options)),
		};
	}

	async #forward(item: Envelope): Promise<Envelope> {
		if (item.kind !== 'change') return item;
		const compiled = this.#mapping(item.entity);
		const lookup = await this.#lookup('psa', item.entity, item.record);
		const { view, problems } = compiled.forward(item.record, lookup);
		const shadowView = item.shadow && { ...compiled.forward(item.shadow, lookup).view };
		return { ...item, view: { ...view }, problems: [...problems], shadowView };
	}

	#mapping(entity: Entity): CompiledMapping {
		const found = this.#mappings.find((one) => one.entity === entity);
		if (!found) throw new Error(`no mapping for ${entity}`);
		return found;
	}

	async #lookup(from: Side, entity: Entity, record: NativeRecord['record']): Promise<ReturnType<typeof lookupIn>> {
		const found = new Map<Entity, Map<string, string>>();
		const of = MAPPINGS.find((one) => one.entity === entity);
		for (const [parent, wanted] of of ? referencedIds(of, [record], from) : []) {
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
