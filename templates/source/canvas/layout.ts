/* Places on the canvas, in n8n's pixels: a node is 96 wide and high, its name and subtitle stand below it. */

export type Position = readonly [x: number, y: number];

/** From one node to the next in a row. */
export const COLUMN = 224;
/** The upper edge of everything. */
export const TOP = 48;
/** The flow's rows of nodes. */
export const ROWS = { upper: 208, middle: 400, lower: 592 } as const;
/** Height of the sections behind the flow. */
export const FLOW_HEIGHT = 736;
/** What people start by hand stands below the flow. */
export const BY_HAND_TOP = TOP + FLOW_HEIGHT + 48;
export const SECTION = { before: 48, after: 160, gap: 16 } as const;

const NODE_AND_LABELS = 160;
/** Map nodes stand in two rows, like bricks. */
const BRICK = 160;

export const START_X = 0;
export const READ_X = COLUMN;
const MAPS_X = 2 * COLUMN;

/** Where the Map node of a number stands. */
export function mapPosition(index: number): Position {
	return [MAPS_X + index * BRICK, index % 2 === 0 ? ROWS.upper : ROWS.middle];
}

/** Where the columns after so many Map nodes begin. */
export function columnsAfter(maps: number): Readonly<Record<'resolve' | 'back' | 'apply' | 'keep' | 'tell', number>> {
	const resolve = mapPosition(maps - 1)[0] + COLUMN;
	return {
		resolve,
		back: resolve + COLUMN,
		apply: resolve + 2 * COLUMN,
		keep: resolve + 3 * COLUMN,
		tell: resolve + 4 * COLUMN,
	};
}

/** The frame of a section whose first and last node stand at these columns. */
export function frame(first: number, last: number): { x: number; width: number } {
	const x = first - SECTION.before;
	return { x, width: last + SECTION.after - x };
}

/** What stands to the left of everything. */
export const GUIDE = { x: -624, width: 544 } as const;

/** A section of what people start by hand: a trigger and a node, below a text of this height. */
export function handBranch(
	index: number,
	textHeight: number,
): Readonly<Record<'trigger' | 'node', Position>> & {
	readonly height: number;
} {
	const x = START_X + index * 2 * COLUMN;
	const y = BY_HAND_TOP + textHeight;
	return { trigger: [x, y], node: [x + COLUMN, y], height: textHeight + NODE_AND_LABELS + 16 };
}
