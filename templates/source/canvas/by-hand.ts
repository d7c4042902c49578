import type { HandBranch } from '../phase';
import { PACKAGE } from '../systems';
import { BY_HAND_TOP, frame, handBranch } from './layout';
import { onGrid, textHeight } from './text-size';
import type { WorkflowDrawing } from './workflow';

/** Below the flow: what a person starts, each at a click on a trigger of its own. */
export function drawByHand(drawing: WorkflowDrawing, branches: readonly HandBranch[]): void {
	const [first, second] = [handBranch(0, 0).trigger[0], handBranch(0, 0).node[0]];
	const { width } = frame(first, second);
	const texts = branches.map(({ title, text }) => `## ${title}\n${text}`);
	const height = onGrid(Math.max(...texts.map((text) => textHeight(text, width))));
	branches.forEach(({ trigger, node, final = false }, index) => {
		const place = handBranch(index, height);
		drawing.sticky(
			`${node.name} by Hand`,
			final ? 'red' : 'white',
			{ position: [frame(place.trigger[0], place.node[0]).x, BY_HAND_TOP], width, height: place.height },
			texts[index],
		);
		const start = drawing.node(trigger, `${PACKAGE}.psaSyncTrigger`, place.trigger, { starts: 'byHand' });
		drawing.connect(start, drawing.node(node.name, node.type, place.node, node.parameters));
	});
}
