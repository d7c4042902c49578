// Runs in the editor's page: where things lie on its canvas, as the browser itself measured.
const MARGIN = 12;

globalThis.canvas = {
	/** The rectangle of everything on the canvas, with a margin. */
	extent() {
		const all = [...document.querySelectorAll('.vue-flow__node')].map((node) => node.getBoundingClientRect());
		const left = Math.min(...all.map((box) => box.left)) - MARGIN;
		const top = Math.min(...all.map((box) => box.top)) - MARGIN;
		return {
			x: left,
			y: top,
			width: Math.max(...all.map((box) => box.right)) + MARGIN - left,
			height: Math.max(...all.map((box) => box.bottom)) + MARGIN - top,
		};
	},

	/** Texts that are cut, and nodes that lie on each other. */
	flaws() {
		return [
			...[...document.querySelectorAll('[data-test-id="sticky"]')].flatMap(cutTexts),
			...nodes().flatMap(cutLabels),
			...touching(),
		];
	},
};

function cutTexts(sticky) {
	const frame = sticky.firstElementChild;
	const text = frame?.firstElementChild?.firstElementChild;
	if (!text) return [];
	const where = (sticky.querySelector('h2')?.textContent ?? sticky.textContent).slice(0, 40);
	// Sizes that the zoom does not change, unlike those of a client rectangle.
	const { paddingTop, paddingBottom } = getComputedStyle(frame);
	const room = frame.clientHeight - Number.parseFloat(paddingTop) - Number.parseFloat(paddingBottom);
	const found = [];
	if (text.scrollHeight > room) found.push({ where, what: `${text.scrollHeight - room} px of its text are cut` });
	if (text.scrollWidth > text.clientWidth) found.push({ where, what: 'its text is wider than it is' });
	return found;
}

/** All nodes but notes, with what is written below them. */
function nodes() {
	return [...document.querySelectorAll('[data-test-id="canvas-node"][data-node-name]')]
		.filter((node) => node.querySelector('[data-test-id="sticky"]') === null)
		.map((node) => ({
			name: node.dataset.nodeName,
			node,
			labels: [...node.querySelectorAll('[class*="label"], [class*="subtitle"], [class*="description"]')],
		}));
}

/** Names and subtitles of which the end is left out. */
function cutLabels({ name, labels }) {
	return labels
		.filter((label) => label.scrollWidth > label.clientWidth + 1 && getComputedStyle(label).textOverflow === 'ellipsis')
		.map((label) => ({ where: name, what: `"${label.textContent.trim()}" is cut` }));
}

/** Nodes of which one lies on the body or the name of another. */
function touching() {
	const all = nodes().map(({ name, node, labels }) => ({
		name,
		boxes: [node, ...labels].map((part) => part.getBoundingClientRect()),
	}));
	return all.flatMap((one, index) =>
		all
			.slice(index + 1)
			.filter((other) => one.boxes.some((a) => other.boxes.some((b) => meet(a, b))))
			.map((other) => ({ where: one.name, what: `lies on ${other.name}` })),
	);
}

function meet(a, b) {
	return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
