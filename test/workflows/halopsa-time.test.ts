import { resolve } from 'node:path';
import { HaloPsaBench } from './halopsa-bench';

const TRAFFIC = resolve(__dirname, '../.traffic/halopsa-time.jsonl');

let bench: HaloPsaBench;
let ticketId: string;

beforeEach(async () => {
	bench = await HaloPsaBench.start({ record: TRAFFIC });
	const { control } = bench.platform;
	const companyId = control.create('company', { name: 'Northwind Dental', phone: '+1 555 010 0000' }).id;
	ticketId = control.create('ticket', { title: 'Printer is on fire', companyId }).id;
	await bench.settle();
});
afterEach(async () => await bench.stop());

/** Work of an agent, entered on the platform. @returns its id there */
function work(fields: { billable: boolean; workType: string }): string {
	const agent = bench.halopsa.control.records('Agent').find(({ email }) => Boolean(email));
	const entry = { ticketId, technician: String(agent?.name), startedAt: '2026-03-02T08:00:00Z', minutes: 30 };
	return bench.platform.control.create('timeEntry', { ...entry, ...fields }).id;
}
const shown = (id: string) => bench.platform.control.get('timeEntry', id);
const charged = () =>
	bench.halopsa.control
		.records('Actions')
		.filter(({ outcome }) => outcome === 'Time Entry')
		.map(({ chargerate }) => chargerate);

test('the kind of work stays on the platform where HaloPSA bills nothing of it, and bills it again once it is to be', async () => {
	const free = work({ billable: false, workType: 'Onsite' });
	const billed = work({ billable: true, workType: 'Remote' });
	await bench.settle();
	bench.platform.control.edit('timeEntry', billed, { billable: false });
	await bench.settle();
	await bench.settle();
	expect(charged()).toEqual([0, 0]);
	expect([shown(free), shown(billed)].map(({ workType }) => workType)).toEqual(['Onsite', 'Remote']);
	for (const id of [free, billed]) bench.platform.control.edit('timeEntry', id, { billable: true });
	await bench.settle();
	expect(charged()).toEqual([2, 1]);
	expect(await bench.openReviews()).toEqual([]);
});

test('an agent who takes the charge from an entry leaves its kind of work as it was, and another charge type changes it', async () => {
	const id = work({ billable: true, workType: 'Remote' });
	await bench.settle();
	const [action] = bench.halopsa.control.records('Actions').flatMap((one, index) => {
		return one.outcome === 'Time Entry' ? [index + 1] : [];
	});
	bench.halopsa.control.edit('Actions', action, { chargerate: 0 });
	await bench.settle();
	expect(shown(id)).toMatchObject({ billable: false, workType: 'Remote' });
	bench.halopsa.control.edit('Actions', action, { chargerate: 3 });
	await bench.settle();
	expect(shown(id)).toMatchObject({ billable: true, workType: 'After hours' });
});
