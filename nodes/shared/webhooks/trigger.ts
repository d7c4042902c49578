import type { ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';
import { systemClock } from '../../../sync/model/clock';
import { toNodeError } from '../node-errors';
import { listenForWord } from '../wake-elsewhere';
import { onWakeUp, wakeUp } from '../wake-up';
import { careForRegistration } from './care';
import { lookForDeleted } from './deletions';
import { EventRuns, syncFields } from './event-runs';
import { hintItem, sampleHint, type Hint } from './hint';
import { inboxOf, onBell, takeHints } from './inbox';
import { readPurpose } from './parameters';
import type { TriggerSystem } from './trigger-system';

/** How often hints are looked for that another process has left; one read of the store each. */
const LOOK_MS = 1_000;

/**
 * Passes events on for as long as the workflow is active: to When Due where the sync has one, else into runs of this
 * workflow, one after another. In the editor it starts the workflow with the event that came, or with a sample.
 */
export async function trigger(this: ITriggerFunctions, system: TriggerSystem): Promise<ITriggerResponse> {
	const sync = purposeOf(this);
	const isTest = this.getMode() === 'manual';
	const inbox = inboxOf(this.getWorkflow().id, this.getNode().id, isTest);
	if (isTest) {
		return {
			manualTriggerFunction: async () => {
				const hints = await takeHints(inbox);
				const shown = hints.length > 0 ? hints : [sampleHint(system.system, systemClock.now())];
				this.emit([this.helpers.returnJsonArray(shown.map((hint) => hintItem(hint, syncFields(sync))))]);
			},
		};
	}
	const runs = new EventRuns(this, sync);
	const pass = async (hints: readonly Hint[]): Promise<void> => {
		if (hints.length === 0) return;
		if (sync === null) return runs.add('webhook', hints);
		// A run is due whatever becomes of this.
		await attempt(this, 'could not ask for what was deleted', () => lookForDeleted(this, system, sync, hints));
		wakeUp(sync, 'webhook', hints);
	};
	const look = async (): Promise<void> =>
		await attempt(this, 'could not look for events', async () => await pass(await takeHints(inbox)));
	const timer = setInterval(() => void look(), LOOK_MS);
	timer.unref();
	const stops = [
		() => clearInterval(timer),
		onBell(inbox, () => void look()),
		careForRegistration(this, system),
		() => runs.stop(),
	];
	if (sync !== null) {
		stops.push(onWakeUp(sync, (reason, hints) => runs.add(reason, hints), 'substitutes'));
		stops.push(listenForWord(sync, () => wakeUp(sync)));
	}
	return {
		closeFunction: async () => {
			for (const stop of stops) stop();
		},
	};
}

async function attempt(context: ITriggerFunctions, what: string, work: () => Promise<void>): Promise<void> {
	try {
		await work();
	} catch (error) {
		const reason = error instanceof Error ? error.message : 'unknown';
		context.logger.warn(`"${context.getNode().name}" ${what}`, { reason });
	}
}

function purposeOf(context: ITriggerFunctions): string | null {
	try {
		return readPurpose(context);
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}
