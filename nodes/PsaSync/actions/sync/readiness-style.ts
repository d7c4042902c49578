/** How the page looks: on a screen by day and by night, on a telephone, on paper. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --ink: #1f2430; --soft: #5b6475; --line: #dfe3ea; --paper: #ffffff; --back: #f4f6f9;
	--ok: #1a7f4b; --ok-back: #e5f5ec; --warns: #8a5a00; --warns-back: #fff3d6; --blocks: #b3261e; --blocks-back: #fde8e6; --none: #5b6475; --none-back: #eceff4; }
@media (prefers-color-scheme: dark) {
	:root { --ink: #e6e9ef; --soft: #a3acbb; --line: #333a46; --paper: #1c2129; --back: #14181e;
		--ok: #6fd39c; --ok-back: #16372a; --warns: #f2c14e; --warns-back: #3d3012; --blocks: #ff8a80; --blocks-back: #451d1b; --none: #a3acbb; --none-back: #2a303a; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
main { max-width: 1040px; margin: 0 auto; padding: 24px 16px; }
p { margin: 0; overflow-wrap: anywhere; }
header { background: var(--paper); border: 1px solid var(--line); border-left: 6px solid var(--tone); border-radius: 8px; padding: 20px 24px; margin-bottom: 16px; }
.ok { --tone: var(--ok); --tone-back: var(--ok-back); }
.warns { --tone: var(--warns); --tone-back: var(--warns-back); }
.blocks { --tone: var(--blocks); --tone-back: var(--blocks-back); }
.notLooked { --tone: var(--none); --tone-back: var(--none-back); }
.path, footer, .todo, .records { color: var(--soft); }
h1 { margin: 2px 0 6px; font-size: 26px; line-height: 1.25; }
.counts { display: flex; flex-wrap: wrap; gap: 8px; margin: 14px 0 0; padding: 0; list-style: none; }
.counts li, .badge { background: var(--tone-back); color: var(--tone); border-radius: 999px; padding: 2px 10px; font-size: 13px; font-weight: 600; white-space: nowrap; }
table { width: 100%; border-collapse: separate; border-spacing: 0; background: var(--paper); border: 1px solid var(--line); border-radius: 8px; overflow: hidden; }
th, td { padding: 10px 14px; text-align: left; vertical-align: top; border-top: 1px solid var(--line); }
thead th { border-top: 0; color: var(--soft); font-size: 13px; font-weight: 600; white-space: nowrap; }
tbody th { font-weight: 600; width: 24%; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.todo { margin-top: 4px; }
.records { margin: 8px 0 0; padding-left: 18px; font-size: 14px; overflow-wrap: anywhere; }
code { font: 13px/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; color: var(--ink); }
footer { margin-top: 14px; font-size: 13px; overflow-wrap: anywhere; }
@media (max-width: 640px) {
	thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
	tr { display: grid; grid-template-columns: 1fr auto auto; gap: 4px 10px; padding: 12px 14px; border-top: 1px solid var(--line); }
	tbody tr:first-child { border-top: 0; }
	tbody th, td { display: block; border: 0; padding: 0; width: auto; }
	td:last-child { grid-column: 1 / -1; }
	header { padding: 16px; }
}
@media print { body { background: none; } main { max-width: none; padding: 0; } tr { break-inside: avoid; } }
`;
