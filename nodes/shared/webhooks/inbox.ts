import type { Logger } from 'n8n-workflow';
import { systemClock } from '../../../sync/model/clock';
import { openStore } from '../store';
import { readHints, type Hint } from './hint';

/**
 * The way from where webhooks arrive to where runs are started. In n8n's queue mode those are two processes, so it leads
 * through the store; within one process the bell saves the waiting.
 */

/** Events of a burst are kept together for so long, in one transaction. */
const COLLECT_MS = 50;
/** Taken at a time: as many items as a run may start with. */
const MOST_HINTS = 1_000;

const bells = new Map<string, Set<() => void>>();
const collecting = new Map<string, Hint[]>();

/** Where the hints of a trigger node wait; those of a test in the editor wait elsewhere. */
export function inboxOf(workflowId: string | undefined, nodeId: string, isTest: boolean): string {
	return `webhook${isTest ? '-test' : ''}:${workflowId ?? ''}/${nodeId}`;
}

/** Leaves hints and rings; returns at once. Where the store fails they are lost, as any webhook may be. */
export function leaveHints(inbox: string, hints: readonly Hint[], logger: Logger): void {
	const waiting = collecting.get(inbox);
	if (waiting) {
		waiting.push(...hints);
		return;
	}
	const collected = [...hints];
	collecting.set(inbox, collected);
	setTimeout(() => {
		collecting.delete(inbox);
		keepHints(inbox, collected).catch((error: unknown) => {
			logger.warn('Events of a webhook could not be kept; the next run at the interval of When Due finds the changes', {
				reason: error instanceof Error ? error.message : 'unknown',
			});
		});
	}, COLLECT_MS);
}

/** Keeps hints now, and rings. */
export async function keepHints(inbox: string, hints: readonly Hint[]): Promise<void> {
	await (await openStore()).leaveNotes(inbox, hints, systemClock.now());
	for (const ring of [...(bells.get(inbox) ?? [])]) ring();
}

/** Takes what has been left, the oldest first. */
export async function takeHints(inbox: string): Promise<Hint[]> {
	return readHints(await (await openStore()).takeNotes(inbox, MOST_HINTS));
}

/** @returns a function that stops listening. */
export function onBell(inbox: string, listener: () => void): () => void {
	const ofInbox = bells.get(inbox) ?? new Set();
	ofInbox.add(listener);
	bells.set(inbox, ofInbox);
	return () => {
		ofInbox.delete(listener);
		if (ofInbox.size === 0 && bells.get(inbox) === ofInbox) bells.delete(inbox);
	};
}
