import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { Check } from '../../../../sync/model/readiness';
import type { Readiness, ReadinessOptions } from '../../../../sync/pipeline';
import type { OutputItem } from '../operation';
import { readinessPage, type PageVerdict } from './readiness-page';

/** The name of the binary property that holds the page. */
const PAGE = 'page';

/**
 * The table that people read: the verdict first, with the page, then one item for each check.
 * @param at milliseconds since 1970
 */
export async function readinessItems(
	context: IExecuteFunctions,
	{ sync, to }: Pick<ReadinessOptions, 'sync' | 'to'>,
	{ from, checks }: Readiness,
	verdict: PageVerdict,
	at: number,
): Promise<OutputItem[]> {
	const html = readinessPage({ sync, from, to, checks, verdict, at });
	const fileName = `readiness-phase-${to}.html`;
	const page = await context.helpers.prepareBinaryData(Buffer.from(html, 'utf8'), fileName, 'text/html');
	const common = { syncKey: sync, fromPhase: from.phase, toPhase: to, switched: verdict.switched };
	const summary: IDataObject = {
		check: 'verdict',
		name: verdict.title,
		state: verdict.state,
		count: verdict.reasons.length,
		found: verdict.text,
		whatToDo: verdict.reasons.map(({ name }) => name).join(', '),
		records: [],
		...common,
	};
	return [
		{ json: summary, binary: { [PAGE]: page } },
		...checks.map((check) => ({ json: { ...checkItem(check), ...common } })),
	];
}

function checkItem({ id, name, state, count, found, whatToDo, examples }: Check): IDataObject {
	return {
		check: id,
		name,
		state,
		count,
		found,
		whatToDo,
		records: examples.map((one) => ({ ...one, fields: [...one.fields] })),
	};
}
