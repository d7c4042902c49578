import type { Side } from '../../sync/model/entity';
import type { Phase } from '../../sync/model/phase';
import { isDone, tokenOf, type Readers, type Status, type Workplace } from './systems/workplace';

/** What people remember of something that they wrote, and where they have seen it. */
interface Known {
	/** The first word of it, by which it is known on either side. */
	readonly token: string;
	readonly origin: Side;
	readonly madeIn: Phase;
	/** Ids where people have met it. */
	readonly ids: Partial<Record<Side, string>>;
}

export interface KnownTicket extends Known {
	readonly kind: 'ticket';
	readonly company: string;
	/** How often a person resolved or closed it. */
	closings: number;
	/** What people did about its status, for whoever has to find out how something went wrong. */
	readonly story: string[];
}

export interface KnownText extends Known {
	readonly kind: 'note' | 'time';
	readonly ticket: KnownTicket;
	/** Who may read it, by what people did last. */
	readers: Readers;
	/** How often it became readable for clients. */
	published: number;
	/** Somebody edited it after it was billed: it waits for a person. */
	late: boolean;
	/** It was made public after it had been internal, which the sync does on no other side: it waits for a person. */
	shown: boolean;
	/** Nobody was to be mailed about it by the PSA, which may have to hide it for that. */
	readonly quiet: boolean;
	/** It is what a client wrote into a new ticket. */
	readonly described: boolean;
}

/** All that people wrote in six months. The judges hold the two systems against this, and not against the sync's store. */
export class Memory {
	readonly companies = new Map<string, Side>();
	readonly tickets: KnownTicket[] = [];
	readonly notes: KnownText[] = [];
	readonly times: KnownText[] = [];
	readonly #all = new Map<string, KnownTicket | KnownText>();
	#next = 1;
	/** How much people did. */
	acts = 0;

	token(letter: 'C' | 'T' | 'N' | 'E'): string {
		return `${letter}${this.#next++}`;
	}

	remember<T extends KnownTicket | KnownText>(known: T): T {
		this.#all.set(known.token, known);
		if (known.kind === 'ticket') this.tickets.push(known);
		else (known.kind === 'note' ? this.notes : this.times).push(known);
		return known;
	}

	get(token: string): KnownTicket | KnownText | undefined {
		return this.#all.get(token);
	}

	/** People of a side look at what has arrived there. */
	meet(side: Side, place: Workplace): void {
		const seen = (id: string, text: string): void => {
			const known = this.#all.get(tokenOf(text) ?? '');
			if (known) known.ids[side] ??= id;
		};
		for (const { id, title } of place.tickets()) seen(id, title);
		for (const { id, text } of [...place.notes(), ...place.times()]) seen(id, text);
	}
}

/**
 * Whether a client may be told about this edit of a status. That a ticket was resolved, and later that it was closed,
 * are two events: ConnectWise mails about the second only, the platform about the first, so that a ticket which a
 * change of phase finds in between is told of by both, once each.
 */
export function closes(before: Status, after: Status): boolean {
	return isDone(after) && before !== after;
}
