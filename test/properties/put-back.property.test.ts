import fc from 'fast-check';
import { SIDES, type Side } from '../../sync/model/entity';
import { isEmpty, sameValue, type Json } from '../../sync/model/json';
import { linkedId } from '../../sync/model/link';
import type { AuditEntry } from '../../sync/model/commit-batch';
import { convergence, nothingForgotten, ownWords, quiescence } from './judgements';
import { judge, LawBroken } from './law';
import { called, MORE_FAULTS, PAIRS } from './pairs';
import { FIELD_NAMES, FIELDS, type Field, type Known } from './simulation/people';
import { SYNC } from './simulation/tenant';
import { edited, stepsOf, type Step } from './steps';
import { SwitchingDay, switchingOf, type Switching } from './switching-day';
import { trial } from './trial';

type Scene = Switching & {
	/** What is taken back. */
	readonly undone: readonly Step[];
	/** What people do after it, before anybody takes it back. */
	readonly since: readonly Step[];
};

/** A value that the audit shows, where it stood. */
interface Line {
	readonly known: Known;
	readonly side: Side;
	readonly field: Field;
	readonly before: Json;
	readonly after: Json;
}

class RegrettedDay extends SwitchingDay {
	async lines(): Promise<AuditEntry[]> {
		const all = await this.world.memory.audit(SYNC, { limit: Number.MAX_SAFE_INTEGER });
		return [...all].sort((a, b) => a.id - b.id);
	}

	/** Of each field that was overwritten since: what stood there first, and what was left there last. */
	async overwrittenSince(last: number): Promise<Line[]> {
		const found = new Map<string, Line>();
		for (const { id, kind, linkId, side, field: name, before, after } of await this.lines()) {
			if (id <= last || kind !== 'overwritten') continue;
			const link = this.world.links('ticket').find((one) => one.id === linkId);
			const known =
				link &&
				this.people.records.find(
					(one) => one.entity === 'ticket' && this.people.idOn(one, side) === linkedId(link, side),
				);
			const field = FIELD_NAMES.find((one) => FIELDS[one][side] === name);
			if (!known || !field) continue;
			const key = `${linkId} ${side} ${name}`;
			found.set(key, { known, side, field, before: found.get(key)?.before ?? before, after });
		}
		return [...found.values()];
	}

	held({ known, side, field }: Line): Json {
		return this.people.heldOn(known, side)?.[FIELDS[field][side]] ?? null;
	}

	/**
	 * P4: what the first of those writes replaced is there again, unless a person has been there since. Of a field that was
	 * empty nothing is asked: where a call got no answer, the audit does not tell that it was.
	 */
	restored(since: Readonly<Record<Side, number>>, lines: readonly Line[], taken: readonly Line[]): void {
		const { world, people } = this;
		for (const side of SIDES) {
			const seen = new Set<string>();
			for (const { kind, entity, id, fields, before, stoodMs } of world.system(side).writes.slice(since[side])) {
				if (kind !== 'update' || entity !== 'ticket') continue;
				for (const name of Object.keys(fields)) {
					if (seen.has(`${id} ${name}`)) continue;
					seen.add(`${id} ${name}`);
					// An index does not show yet what is younger than its lag: see I12.
					if (stoodMs < world.options.lagMs || isEmpty(before[name]) || sameValue(before[name], fields[name])) continue;
					const line = lines.find(
						(one) => one.side === side && FIELDS[one.field][side] === name && people.idOn(one.known, side) === id,
					);
					if (line && !taken.includes(line)) continue;
					const now = world.system(side).all('ticket').get(id)?.[name] ?? null;
					if (sameValue(now, before[name])) continue;
					const [was, is] = [JSON.stringify(before[name]), JSON.stringify(now)];
					throw new LawBroken('P4', `${side} ticket ${id} "${name}" was ${was}, and is ${is}`);
				}
			}
		}
	}
}

for (const pair of PAIRS) {
	trial<Scene>(`what runs between ${called(pair)} overwrote, put back by hand from the audit alone`, {
		laws: {
			P4: 'what a run overwrote is as it was, except where somebody has edited since: that stays',
			I12: 'every overwritten value can be read in the audit',
			S1: 'once people stop, the sync stops writing',
			S2: 'both sides end alike, as far as each can hold it',
			S4: 'what one side edited stays on that side to the letter',
		},
		scenes: fc.record({
			...switchingOf(pair),
			undone: fc.array(stepsOf(false, MORE_FAULTS), { minLength: 2, maxLength: 12 }),
			since: fc.array(
				edited.map((edit): Step => ({ do: 'edit', ...edit })),
				{ maxLength: 4 },
			),
		}),
		share: 0.05,
		live: async (scene) => {
			const day = new RegrettedDay(scene);
			const { people, world } = day;
			for (const side of SIDES) people.createTicket(side, 'Printer', 0);
			await day.live(scene.steps);
			await day.rest();
			const last = (await day.lines()).at(-1)?.id ?? 0;
			const writes = { psa: world.psa.writes.length, platform: world.platform.writes.length };
			await day.live(scene.undone);
			await day.end();
			await day.live(scene.since);
			const lines = await day.overwrittenSince(last);
			const taken = lines.filter((line) => sameValue(day.held(line), line.after));
			for (const line of taken) people.putBack(line.known, line.side, line.field, line.before);
			await judge(day, { P4: () => day.restored(writes, lines, taken) });
			await day.end();
			await judge(people, { S4: ownWords, S2: convergence, I12: nothingForgotten, S1: quiescence });
		},
	});
}
