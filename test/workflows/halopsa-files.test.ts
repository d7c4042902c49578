import { resolve } from 'node:path';
import { HaloPsaBench } from './halopsa-bench';

const TRAFFIC = resolve(__dirname, '../.traffic/halopsa-files.jsonl');

let bench: HaloPsaBench;
beforeEach(async () => (bench = await HaloPsaBench.start({ record: TRAFFIC })));
afterEach(async () => await bench.stop());

test('files arrive once on the other side, byte for byte, for those who saw them before', async () => {
	const { control } = bench.platform;
	const companyId = control.create('company', { name: 'Northwind Dental', phone: '+1 555 010 0000' }).id;
	const ticketId = control.create('ticket', { title: 'Printer is on fire', companyId }).id;
	await bench.settle();
	const [{ id: ticket }] = bench.halopsa.control.records('Tickets');
	const [smoke, invoice] = [Buffer.from('\u0000smoke\uffff'), Buffer.from('{"data":"QUFB"}')];
	bench.halopsa.control.create('Attachment', {
		...{ ticket_id: ticket, filename: 'smoke.png', showforusers: true },
		data_base64: smoke.toString('base64'),
	});
	const sent = control.create('attachment', { ticketId, fileName: 'quote.json', visibility: 'internal' });
	control.upload(sent.id, invoice);
	await bench.settle();
	await bench.settle();

	const there = control.list('attachment');
	expect(there).toMatchObject([
		{ fileName: 'quote.json', visibility: 'internal' },
		{ fileName: 'smoke.png', visibility: 'public', ticketId, size: smoke.length },
	]);
	expect(control.content(there[1].id)).toEqual(smoke);
	expect(bench.halopsa.control.records('Attachment')).toMatchObject([
		{ filename: 'smoke.png', showforusers: true },
		{ filename: 'quote.json', showforusers: false, ticket_id: ticket, data: invoice.toString('base64') },
	]);
});
