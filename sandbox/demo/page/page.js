// Draws what /state says, once a second. Everything from a ticket is set as text, never as HTML.
const byId = (id) => document.getElementById(id);
const FIELDS = ['title', 'status', 'priority', 'assetTag'];
const LABELS = { title: 'Title', status: 'Status', priority: 'Priority', assetTag: 'Asset Tag' };
let known = new Map();
let editing = null;

function element(name, properties = {}, ...children) {
	const made = Object.assign(document.createElement(name), properties);
	made.append(...children);
	return made;
}

async function save(side, id, field, value) {
	const response = await fetch('/edit', {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ side, id, changes: { [field]: value } }),
	});
	byId('problem').hidden = response.ok;
	if (!response.ok) byId('problem').textContent = (await response.json()).error;
}

function edit(button, side, ticket, field, choices) {
	const input = choices
		? element(
				'select',
				{},
				...choices.map((value) => element('option', { value, textContent: value, selected: value === ticket[field] })),
			)
		: element('input', { value: ticket[field] });
	input.setAttribute('aria-label', LABELS[field]);
	let done = false;
	const finish = async (keep) => {
		if (done) return;
		done = true;
		editing = null;
		if (keep && input.value !== ticket[field]) await save(side, ticket.id, field, input.value);
		await refresh();
	};
	input.addEventListener('keydown', (event) => {
		if (event.key === 'Enter') void finish(true);
		if (event.key === 'Escape') void finish(false);
	});
	input.addEventListener('change', () => choices && void finish(true));
	input.addEventListener('blur', () => void finish(!choices));
	editing = input;
	button.replaceWith(input);
	input.focus();
}

function drawTicket(side, ticket, choices) {
	if (!ticket) return element('div', { className: 'ticket missing', textContent: 'not there yet' });
	const box = element('article', { className: `ticket ${side}` });
	const values = element('div', { className: 'values' });
	for (const field of FIELDS) {
		const key = `${side} ${ticket.id} ${field}`;
		const fresh = known.has(key) && known.get(key) !== ticket[field];
		known.set(key, ticket[field]);
		const button = element('button', {
			className: `${field === 'title' ? 'title' : 'value'}${ticket[field] === '' ? ' empty' : ''}${fresh ? ' fresh' : ''}`,
			textContent: ticket[field] || `no ${LABELS[field].toLowerCase()}`,
			title: `${LABELS[field]}: click to change`,
		});
		button.addEventListener('click', () => edit(button, side, ticket, field, choices[field]));
		(field === 'title' ? box : values).append(button);
	}
	const when = ticket.changedAt ? new Date(ticket.changedAt).toLocaleTimeString() : '';
	box.append(
		values,
		element('p', { className: 'who', textContent: `#${ticket.id} · ${ticket.company} · ${ticket.changedBy} ${when}` }),
	);
	return box;
}

function draw(state) {
	byId('facts').replaceChildren(
		`Looks for changes every ${state.intervalSeconds} s. `,
		element('a', { href: state.editorUrl, target: '_blank', textContent: 'Open the workflow in n8n' }),
	);
	byId('counts').textContent = `linked: ${
		Object.entries(state.linked)
			.map(([entity, count]) => `${count} ${entity}`)
			.join(', ') || 'nothing yet'
	}`;
	byId('pairs').replaceChildren(
		...state.pairs.map(({ psa, platform }) =>
			element(
				'div',
				{ className: 'pair' },
				drawTicket('psa', psa, state.choices.psa),
				drawTicket('platform', platform, state.choices.platform),
			),
		),
	);
	byId('log').replaceChildren(
		...state.log.map((line) =>
			element(
				'li',
				{},
				element('time', { textContent: new Date(line.at).toLocaleTimeString() }),
				` ${line.text}`,
				element('span', { className: 'why', textContent: line.why }),
			),
		),
	);
	byId('reviewCount').textContent = state.openReviews.length ? `(${state.openReviews.length})` : '';
	byId('reviews').replaceChildren(
		...(state.openReviews.length
			? state.openReviews.map(({ message }) => element('li', { textContent: message }))
			: [element('li', { textContent: 'Nothing.' })]),
	);
}

async function refresh() {
	const response = await fetch('/state').catch(() => null);
	if (response?.ok && !editing) draw(await response.json());
}

async function forever() {
	for (;;) {
		await refresh();
		await new Promise((resolve) => setTimeout(resolve, 1000));
	}
}
void forever();
