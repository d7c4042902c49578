// Looks at workflows in n8n's own editor: a headless Chromium draws the canvas.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';

/** What does not fit: a text that is cut, or two things that lie on each other. */
export interface Flaw {
	readonly where: string;
	readonly what: string;
}

/** A signed-in editor. */
export interface Editor {
	/** Shows a workflow as a whole, and makes a picture of it. @returns what does not fit on its canvas */
	look(workflowId: string, picture: string): Promise<readonly Flaw[]>;
	close(): Promise<void>;
}

export interface EditorOptions {
	readonly url: string;
	/** The `Cookie` header of a session. */
	readonly cookie: string;
	/** Chromium's program. */
	readonly executablePath: string;
	readonly width?: number;
	readonly height?: number;
}

export async function openEditor({
	url,
	cookie,
	executablePath,
	width = 1920,
	height = 900,
}: EditorOptions): Promise<Editor> {
	const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
	const context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor: 1.5 });
	const [name, ...value] = cookie.split('=');
	await context.addCookies([{ name, value: value.join('='), url }]);
	return {
		look: async (id, picture) => {
			const page = await context.newPage();
			try {
				await page.goto(`${url}/workflow/${id}`);
				return await look(page, picture);
			} finally {
				await page.close();
			}
		},
		close: async () => await browser.close(),
	};
}

async function look(page: Page, picture: string): Promise<readonly Flaw[]> {
	await page.waitForSelector('[data-test-id="canvas-node"]', { timeout: 120_000 });
	await page.locator('.vue-flow__pane').click({ position: { x: 5, y: 5 } });
	// "1" fits the whole workflow into the window.
	await page.keyboard.press('1');
	await page.waitForSelector('.vue-flow__edge', { state: 'attached' });
	await page.waitForTimeout(SETTLED_MS);
	await page.evaluate(await readFile(join(__dirname, 'in-page.js'), 'utf8'));
	const clip = await page.evaluate<{ x: number; y: number; width: number; height: number }>('canvas.extent()');
	await page.addStyleTag({ content: HIDDEN });
	await page.screenshot({ path: picture, clip });
	return await page.evaluate<Flaw[]>('canvas.flaws()');
}

/** The animation of the zoom is over. */
const SETTLED_MS = 1_500;

/** What the editor lays over its canvas: only the canvas itself is shown. */
const HIDDEN = `
	body * { visibility: hidden; }
	.vue-flow__pane, .vue-flow__pane *, .vue-flow__background, .vue-flow__background * { visibility: visible; }
	[data-test-id="canvas-node-toolbar"], [data-test-id="canvas-node-toolbar"] *,
	[data-test-id="canvas-handle-plus-wrapper"], [data-test-id="canvas-handle-plus-wrapper"] * { visibility: hidden !important; }`;
