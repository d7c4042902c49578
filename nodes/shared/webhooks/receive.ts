import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import type { Delivery, Verdict } from '../../../sync/connectors/webhook';
import { systemClock } from '../../../sync/model/clock';
import { hintItem, toHint, type Hint } from './hint';
import { inboxOf, keepHints, leaveHints } from './inbox';
import { readEntities } from './parameters';
import { readRegistration } from './registration';
import { Seen } from './seen';
import type { TriggerSystem } from './trigger-system';

const seen = new Map<string, Seen>();
/** A flood of forged events must not fill n8n's log. */
const WARN_MS = 60_000;
const warnedAt = new Map<string, number>();

/**
 * Verifies a delivery, answers it, and only then passes on which records it names. Nothing is read or written for an
 * event: vendors wait a few seconds for the answer at most, and nothing in it is believed but that there is news.
 */
export async function receive(this: IWebhookFunctions, system: TriggerSystem): Promise<IWebhookResponseData> {
	const delivery = deliveryOf(this);
	const verdict = await judge(this, system, delivery);
	const answer = this.getResponseObject();
	if ('refused' in verdict) {
		answer.status(verdict.refused).end();
		warn(this, verdict.reason);
		return { noWebhookResponse: true };
	}
	answer.status(200).end();
	const isTest = this.getMode() === 'manual';
	const inbox = inboxOf(this.getWorkflow().id, this.getNode().id, isTest);
	const hints = freshHints(this, system, inbox, delivery, verdict.events);
	if (hints.length === 0) return { noWebhookResponse: true };
	if (!isTest) {
		leaveHints(inbox, hints, this.logger);
		return { noWebhookResponse: true };
	}
	// The editor starts the workflow by calling the trigger, which finds them there.
	await keepHints(inbox, hints);
	return { noWebhookResponse: true, workflowData: [hints.map((hint) => ({ json: hintItem(hint) }))] };
}

function deliveryOf(context: IWebhookFunctions): Delivery {
	const { rawBody } = context.getRequestObject();
	const headers = context.getHeaderData();
	const parameters = context.getQueryData() as Readonly<Record<string, unknown>>;
	return {
		body: Buffer.isBuffer(rawBody) ? rawBody : Buffer.alloc(0),
		header(name) {
			const value = headers[name];
			return typeof value === 'string' ? value : undefined;
		},
		query(name) {
			const value = parameters[name];
			return typeof value === 'string' ? value : undefined;
		},
		receivedAt: systemClock.now(),
	};
}

async function judge(context: IWebhookFunctions, system: TriggerSystem, delivery: Delivery): Promise<Verdict> {
	try {
		const kept = readRegistration(context)?.state ?? null;
		return await system.verify.call(context, delivery, kept);
	} catch (error) {
		const why = error instanceof Error ? error.message : 'unknown';
		return { refused: 429, reason: `it could not be verified: ${why}` };
	}
}

function freshHints(
	context: IWebhookFunctions,
	{ system }: TriggerSystem,
	inbox: string,
	{ receivedAt }: Delivery,
	events: Extract<Verdict, { events: unknown }>['events'],
): Hint[] {
	const entities: readonly string[] = readEntities(context);
	const known = seen.get(inbox) ?? new Seen();
	seen.set(inbox, known);
	return events
		.filter(({ entity, key }) => (entity === null || entities.includes(entity)) && known.add(key))
		.map((event) => toHint(system, event, receivedAt));
}

function warn(context: IWebhookFunctions, reason: string): void {
	const now = performance.now();
	const place = `${context.getWorkflow().id ?? ''}/${context.getNode().id}`;
	if (now - (warnedAt.get(place) ?? Number.NEGATIVE_INFINITY) < WARN_MS) return;
	warnedAt.set(place, now);
	context.logger.warn(`"${context.getNode().name}" refused an event: ${reason}`);
}
