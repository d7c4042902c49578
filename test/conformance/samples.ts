import type { Entity, Neutral } from './systems';

/** Two values for every neutral field: a person on one side types the first, a person on the other side the second. */
export const SAMPLES: Readonly<Record<Entity, readonly [Neutral, Neutral]>> = {
	company: [
		{
			name: 'Tailspin Dental Group',
			identifier: 'TSGROUP',
			website: 'https://group.tailspin.example',
			phone: '+1 555 010 0100',
			addressLine1: '12 Harbour Street',
			addressLine2: 'Second floor',
			city: 'Oakland',
			state: 'CA',
			postalCode: '94607',
			country: 'Germany',
			active: false,
		},
		{
			name: 'Tailspin Dental Practice',
			identifier: 'TSPRACTICE',
			website: 'https://practice.tailspin.example',
			phone: '+1 555 010 0199',
			addressLine1: '7 Hill Road',
			addressLine2: 'Rear building',
			city: 'Portland',
			state: 'OR',
			postalCode: '97201',
			country: 'United Kingdom',
			active: true,
		},
	],
	contact: [
		{
			firstName: 'Norah',
			lastName: 'Winters',
			email: 'norah@group.tailspin.example',
			phone: '+1 555 010 0101',
			jobTitle: 'Practice manager',
			active: false,
		},
		{
			firstName: 'Nóra',
			lastName: 'Winter-Söderberg',
			email: 'nora@practice.tailspin.example',
			phone: '+1 555 010 0102',
			jobTitle: 'Owner',
			active: true,
		},
	],
	ticket: [
		{
			title: 'Printer is on fire, bring water',
			description: 'It began to smoke at nine.\nNobody was hurt.',
			status: 'inProgress',
			priority: 'high',
			dueAt: '2026-05-01T10:00:00.000Z',
			assetTag: 'TS-PRT-01',
		},
		{
			title: 'Printer is wet – bring a towel 🖨️',
			description: 'Water & foam <everywhere>, says Nóra.',
			status: 'waiting',
			priority: 'low',
			dueAt: '2026-06-01T12:30:00.000Z',
			assetTag: 'TS-PRT-02',
		},
	],
};

/** What people like to type, and what naive software stumbles over. */
export const HOSTILE: readonly string[] = [
	`" OR id > 0 OR summary = "`,
	`'; DROP TABLE links; --`,
	`<img src=x onerror=alert(1)> & "quotes"`,
	`[2016-08-20T18:04:26Z] like "*" and not`,
	'{{ $json.secret }} ={{ 1 + 1 }}',
	'Zoë – 漢字 – 🖨️🔥 – \\ back / slash % * _',
	'__proto__',
];

export const TITLE_200 =
	'The label printer of the second surgery prints every label twice '.repeat(4).slice(0, 199) + '.';
