import { People } from './simulation/people';
import { World, type WorldOptions } from './simulation/world';
import type { RunOptions } from './simulation/run';
import type { Edited, RunConditions, Step } from './steps';

/** Lives through the steps of a day. */
export class DayRun {
	constructor(
		options: WorldOptions,
		readonly people = new People(new World(options)),
	) {}

	get world(): World {
		return this.people.world;
	}

	async live(steps: readonly Step[]): Promise<void> {
		for (const step of steps) await this.step(step);
	}

	/** Lets everything come to rest. */
	async rest(): Promise<void> {
		await this.world.settle();
		this.people.calm();
	}

	async step(step: Step): Promise<void> {
		const { world, people } = this;
		switch (step.do) {
			case 'company':
				people.createCompany(step.side);
				return;
			case 'twins':
				return people.createTwins();
			case 'ticket':
				people.createTicket(step.side, step.title, step.company);
				return;
			case 'edit':
				return this.#edit(step);
			case 'bulk':
				for (let ticket = 0; ticket < 8; ticket++) this.#edit({ ...step, ticket });
				return;
			case 'wait':
				return world.wait(step.ms);
			case 'outage':
				return this.#outage(step);
			case 'clock':
				if (step.whose === 'engine') world.localOffsetMs = step.ms;
				else world.system(step.whose).behaviour.skewMs = step.ms;
				return;
			case 'hint':
				return world.hint(
					step.side,
					'ticket',
					step.tickets.map((index) => {
						const known = index === 99 ? undefined : people.ticket(index);
						return (known && people.idOn(known, step.side)) ?? '99999';
					}),
				);
			case 'run':
				world.break('psa', step.psa);
				world.break('platform', step.platform);
				await world.run(this.#options(step));
				return world.mend();
			case 'overlap':
				world.break('psa', [...step.first.psa, ...step.second.psa]);
				world.break('platform', [...step.first.platform, ...step.second.platform]);
				await this.#overlap(step);
				return world.mend();
			case 'settle':
				return this.rest();
		}
	}

	#edit({ side, ticket, field, value, text }: Edited): void {
		this.people.edit(this.people.ticket(ticket), side, field, value, text);
	}

	#options({ life, meanwhile }: RunConditions): RunOptions {
		return {
			...(life === null ? {} : { life }),
			meanwhile: meanwhile.map((edit) => ({
				at: edit.at,
				side: edit.side,
				record: () => {
					const known = this.people.ticket(edit.ticket);
					return known && this.people.idOn(known, edit.side);
				},
				act: () => this.#edit(edit),
			})),
		};
	}

	async #overlap({ first, second, turns }: Extract<Step, { do: 'overlap' }>): Promise<void> {
		const pause = async (): Promise<void> => await turns.schedule(Promise.resolve());
		const runs = [first, second].map((one) => this.world.run({ ...this.#options(one), pause }));
		await turns.waitFor(Promise.all(runs));
	}

	async #outage({ side, ms, edits }: Extract<Step, { do: 'outage' }>): Promise<void> {
		const { world } = this;
		world.system(side).down = true;
		for (const edit of edits) {
			world.wait(ms / (edits.length + 1));
			this.#edit(edit);
			await world.run();
		}
		world.wait(ms / (edits.length + 1));
		world.mend();
	}
}
