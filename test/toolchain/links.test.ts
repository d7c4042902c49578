import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const ROOT = join(__dirname, '..', '..');
/** Folders that hold no documentation of this project. */
const LEFT_OUT = new Set(['node_modules', 'dist', '.git']);

const documents = (folder: string): string[] =>
	readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
		if (LEFT_OUT.has(entry.name)) return [];
		const path = join(folder, entry.name);
		if (entry.isDirectory()) return documents(path);
		return entry.name.endsWith('.md') ? [path] : [];
	});

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

/** What documents of the project link to within it: the file, and the heading where one is named. */
const links = documents('.').flatMap((file) =>
	[...read(file).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = '']) => {
		if (/^[a-z]+:/.test(link)) return [];
		const [path = '', heading] = link.split('#');
		return [{ file, link, target: path === '' ? file : normalize(join(dirname(file), path)), heading }];
	}),
);

/** As code hosts make it: small letters, hyphens for spaces, no other signs. */
const anchor = (heading: string): string =>
	heading
		.toLowerCase()
		.replace(/[^\p{L}\p{N}\- ]/gu, '')
		.replaceAll(' ', '-');

test('every link of the documentation leads to a file, and to a heading where it names one', () => {
	expect(links.length).toBeGreaterThan(20);
	const dead = links.filter(({ target, heading }) => {
		if (!existsSync(join(ROOT, target))) return true;
		if (heading === undefined) return false;
		const anchors = [...read(target).matchAll(/^#+ (.+)$/gm)].map(([, text = '']) => anchor(text));
		return !anchors.includes(heading);
	});
	expect(dead.map(({ file, link }) => `${file}: ${link}`)).toEqual([]);
});

test('every picture is shown by a document', () => {
	const shown = new Set(links.map(({ target }) => target));
	const pictures = readdirSync(join(ROOT, 'docs', 'images')).map((name) => join('docs', 'images', name));
	expect(pictures.filter((picture) => !shown.has(picture))).toEqual([]);
});
