import { SIDES } from '../../sync/model/entity';
import { PHASES } from '../../sync/model/phase';
import type { DayRun } from './day';
import { LawBroken } from './law';
import { SYNC } from './simulation/tenant';
import type { SwitchingDay } from './switching-day';

/** Everything is read again, as after a webhook for each record. */
async function readAllAgain({ world }: DayRun): Promise<void> {
	for (const entity of world.entities) {
		for (const side of SIDES) await world.hint(side, entity, [...world.system(side).all(entity).keys()]);
	}
	await world.settle();
}

/** P2: forth and back, at rest, whatever the rules of the phases are. */
export async function switchesWriteNothing(day: SwitchingDay): Promise<void> {
	const { world } = day;
	const start = day.phase;
	for (const to of [...PHASES.filter((one) => one !== start), start]) {
		const before = world.writeCount();
		const outcome = await day.switch(to, true);
		if (outcome === 'refused') {
			const standing = await world.memory.standing(SYNC, world.clock.now());
			throw new LawBroken('P2', `at rest, phase ${to} was refused: ${JSON.stringify(standing.undone)}`);
		}
		await readAllAgain(day);
		if (world.writeCount() !== before)
			throw new LawBroken('P2', `${world.writeCount() - before} writes after the switch to phase ${to}`);
	}
}

/** P1: no run writes while the sync is in another phase than its own. */
export function nobodyAstray({ world }: DayRun): void {
	if (world.astray.length > 0) throw new LawBroken('P1', world.astray.join('; '));
}
