import { Bench, NODES, SYNC } from '../workflows/bench';

/* A company that is deleted on one side while somebody works on its tickets on the other. */

let bench: Bench;
beforeEach(async () => {
	bench = await Bench.start({ connectwise: { record: undefined } });
});
afterEach(async () => await bench.stop());

const open = async () => await (await bench.store()).reviews(SYNC, { status: 'open', limit: 20 });

async function linkedTicket() {
	const { company, contact } = bench.psaClient();
	const psaId = bench.psaTicket(company, 'Printer is on fire', { contact: { id: contact } });
	await bench.settle();
	return {
		psaId,
		platformId: bench.counterpart('ticket', psaId).id,
		company,
		client: bench.counterpart('company', company).id,
	};
}

describe('a company deleted in ConnectWise (marked, as its web client does)', () => {
	test('the edit of its ticket on the platform arrives, the other side keeps the company, and a person is told', async () => {
		const { psaId, platformId, company, client } = await linkedTicket();
		bench.connectwise.control.edit('companies', company, { deletedFlag: true });
		bench.platform.control.edit('ticket', platformId, { title: 'Edited meanwhile' });
		bench.platform.control.edit('company', client, { phone: '+49 30 1234' });
		await bench.settle();
		expect(bench.psa('tickets', psaId).summary).toBe('Edited meanwhile');
		expect(bench.platform.control.list('company')).toMatchObject([{ id: client, phone: '+49 30 1234' }]);
		const entries = await open();
		expect(entries).toMatchObject([{ kind: 'deleted', entity: 'company', side: 'psa', psaId: String(company) }]);
		expect(entries[0]?.message).toMatch(
			/company \d+ was deleted in the PSA; its counterpart \(platform co-1\) was left as it is\. Delete or archive that one by hand/,
		);
		expect((await bench.cycle()).ran(NODES.resolve)).toBe(false);
	});

	test('a ticket that is opened for it on the platform meanwhile is not lost: ConnectWise takes it', async () => {
		const { company, client } = await linkedTicket();
		bench.connectwise.control.edit('companies', company, { deletedFlag: true });
		bench.platform.control.create('ticket', { title: 'New laptop', companyId: client });
		await bench.settle();
		const arrived = bench.connectwise.control.records('tickets').filter(({ summary }) => summary === 'New laptop');
		expect(arrived).toMatchObject([{ company: { id: company } }]);
	});

	test('restored, it takes its link up again, with what was edited on the platform meanwhile', async () => {
		const { company, client } = await linkedTicket();
		bench.connectwise.control.edit('companies', company, { deletedFlag: true });
		await bench.settle();
		bench.platform.control.edit('company', client, { phone: '+49 30 1234' });
		await bench.settle();
		bench.connectwise.control.edit('companies', company, { deletedFlag: false });
		await bench.settle();
		await bench.settle();
		expect(bench.platform.control.list('company')).toHaveLength(1);
		expect(await open()).toEqual([]);
		expect(bench.psa('companies', company).phoneNumber).toBe('+49 30 1234');
	});
});

describe('a company deleted on the platform', () => {
	/** The platform refuses to delete what is referred to: the contact goes first, the ticket belongs to nobody there. */
	async function deletedOnPlatform() {
		const { company, contact } = bench.psaClient();
		await bench.settle();
		const client = bench.counterpart('company', company).id;
		bench.platform.control.remove('contact', bench.counterpart('contact', contact).id);
		bench.platform.control.remove('company', client);
		return { company, client };
	}

	test('is left alone in ConnectWise; edits there go nowhere and are not written to the deleted one; a person is told', async () => {
		const { company, client } = await deletedOnPlatform();
		bench.connectwise.control.edit('companies', company, { phoneNumber: '+49 30 1234' });
		await bench.settle();
		expect(bench.psa('companies', company)).toMatchObject({ name: 'Northwind Dental', phoneNumber: '+49 30 1234' });
		expect(bench.platform.control.list('company')).toEqual([]);
		expect((await open()).filter(({ entity }) => entity === 'company')).toMatchObject([
			{ kind: 'deleted', side: 'platform', platformId: client },
		]);
	});

	test('a ticket that is opened for it in ConnectWise is not lost: a person is told why it cannot be made', async () => {
		const { company, client } = await deletedOnPlatform();
		bench.psaTicket(company, 'Printer is on fire');
		const other = bench.psaClient('Contoso Legal', 'CONTOSO');
		bench.psaTicket(other.company, 'New laptop');
		await bench.settle();
		expect(bench.platform.control.list('ticket')).toMatchObject([{ title: 'New laptop' }]);
		const [entry] = (await open()).filter(({ entity }) => entity === 'ticket');
		expect(entry).toMatchObject({ kind: 'deadLetter', side: 'platform' });
		expect(entry?.message).toMatch(/Unified Platform POST .*companyId/);
		expect(entry?.message).toContain(client);
	});
});
