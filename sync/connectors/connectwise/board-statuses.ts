import type { FlatRecord, Synonyms } from '../../model/record';
import type { ConnectWiseClient } from './client';
import { boardList, boards } from './live-fields';
import type { NamedThing } from './schemas';

const STATUS = 'status/name';

/**
 * Statuses belong to boards: "Waiting on Client" of the service desk may not exist on the alerts board, and ConnectWise
 * refuses a ticket with a status of another board (seen live).
 */
export class BoardStatuses {
	#boards: Promise<NamedThing[]> | undefined;
	readonly #statuses = new Map<number, Promise<NamedThing[]>>();

	constructor(private readonly client: ConnectWiseClient) {}

	/**
	 * Takes the first of a status and its synonyms that the ticket's board has. Where it has none of them, or there is no
	 * choice, the values stay as they are, and ConnectWise says what it thinks of them.
	 * @param after the ticket as it is to be, which says on what board it is
	 */
	async fit(changes: FlatRecord, after: FlatRecord, synonyms: Synonyms): Promise<FlatRecord> {
		const others = Object.hasOwn(synonyms, STATUS) ? synonyms[STATUS] : [];
		if (others.length === 0 || !Object.hasOwn(changes, STATUS)) return changes;
		const board = await this.#boardOf(changes, after);
		if (board === undefined) return changes;
		const known = new Set((await this.#statusesOf(board)).map(({ name }) => name));
		const fitting = [changes[STATUS], ...others].find((name) => typeof name === 'string' && known.has(name));
		return fitting === undefined ? changes : { ...changes, [STATUS]: fitting };
	}

	/** A board that is written counts before the one that the ticket is on. */
	async #boardOf(changes: FlatRecord, after: FlatRecord): Promise<number | undefined> {
		const named = changes['board/name'];
		const id = Number(changes['board/id'] ?? (named === undefined ? after['board/id'] : undefined));
		if (Number.isInteger(id) && id > 0) return id;
		if (typeof named !== 'string') return undefined;
		this.#boards ??= boards(this.client);
		this.#boards.catch(() => (this.#boards = undefined));
		return (await this.#boards).find(({ name }) => name === named)?.id;
	}

	async #statusesOf(board: number): Promise<NamedThing[]> {
		const known = this.#statuses.get(board) ?? boardList(this.client, board, 'statuses');
		this.#statuses.set(board, known);
		known.catch(() => this.#statuses.delete(board));
		return await known;
	}
}
