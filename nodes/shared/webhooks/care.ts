import type { ITriggerFunctions } from 'n8n-workflow';
import { SyncError } from '../../../sync/model/errors';
import { readEntities } from './parameters';
import { readRegistration } from './registration';
import { isRetired } from './retired';
import type { TriggerSystem } from './trigger-system';

/** n8n may still be publishing. */
const FIRST_MS = 60_000;
const EVERY_MS = 15 * 60_000;

/**
 * Sees to it that the system goes on telling: every vendor switches off webhooks that were not answered for a while, and
 * n8n looks at them when a workflow is published only.
 * @returns a function that ends it
 */
export function careForRegistration(context: ITriggerFunctions, system: TriggerSystem): () => void {
	let isMissed = false;
	const look = async (): Promise<void> => {
		const kept = readRegistration(context);
		if (!kept) return;
		try {
			if (await isRetired(context, system)) return;
			const registrar = await system.registrar.call(context);
			const stands = await registrar.revive({ url: kept.url, entities: readEntities(context) }, kept.state);
			if (!stands && !isMissed) {
				context.logger.warn(
					`"${context.getNode().name}" is not told of changes any more, because its webhook was removed or changed. Unpublish the workflow and publish it again; until then changes arrive at the interval of When Due.`,
				);
			}
			isMissed = !stands;
		} catch (error) {
			if (error instanceof SyncError && error.retryable) return;
			context.logger.warn(`"${context.getNode().name}" could not look after its webhook`, {
				reason: error instanceof Error ? error.message : 'unknown',
			});
		}
	};
	const first = setTimeout(() => void look(), FIRST_MS);
	const further = setInterval(() => void look(), EVERY_MS);
	for (const timer of [first, further]) timer.unref();
	return () => {
		clearTimeout(first);
		clearInterval(further);
	};
}
