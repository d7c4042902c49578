import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { allTemplates } from './templates';

const folder = join(__dirname, '..');
for (const [file, json] of allTemplates()) {
	writeFileSync(join(folder, file), json);
	console.log(`templates/${file}`);
}
