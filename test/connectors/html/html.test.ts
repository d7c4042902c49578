import fc from 'fast-check';
import { htmlToText, shownText, textToHtml } from '../../../sync/connectors/html';
import { runs } from '../../properties/runs';

const anyText = fc.oneof(
	fc.string({ unit: 'grapheme', maxLength: 300 }),
	fc.string({
		unit: fc.constantFrom(' ', '\n', '\r', '\t', '\u00a0', 'a', '<', '>', '&', '"', "'", ';', '/'),
		maxLength: 60,
	}),
	fc.string({
		unit: fc.constantFrom('<b>', '</b>', '&lt;', '&nbsp;', '<br>', '<script>', '\n', ' ', 'x', '- ', '1.'),
		maxLength: 30,
	}),
);

describe('plain text that is shown as HTML', () => {
	it('is read back as it was, white space and what looks like markup included', () => {
		fc.assert(
			fc.property(anyText, (text) => {
				expect(htmlToText(textToHtml(text))).toBe(shownText(text));
			}),
			runs(),
		);
	});

	it('has a normal form that is its own', () => {
		fc.assert(
			fc.property(anyText, (text) => {
				expect(shownText(shownText(text))).toBe(shownText(text));
			}),
			runs(),
		);
	});

	it('has no markup in it but line breaks', () => {
		fc.assert(
			fc.property(anyText, (text) => {
				expect(textToHtml(text).replaceAll('<br>', '')).not.toMatch(/[<>]/);
			}),
			runs(),
		);
	});
});

describe('HTML as plain text', () => {
	it.each<[string, string]>([
		['<p>Hello,</p><p>it works again.</p>', 'Hello,\nit works again.'],
		['<div><div><p>Hello</p></div></div>\n\t<div>Bye</div>', 'Hello\nBye'],
		['one<br>two<br/>three', 'one\ntwo\nthree'],
		['a  \n\t b', 'a b'],
		['a&nbsp; b', 'a  b'],
		['<b>bold</b> and <i>italic</i>', 'bold and italic'],
		['<p>Do:</p><ul><li>one</li><li><p>two</p></li></ul>then', 'Do:\n- one\n- two\nthen'],
		['<ol><li>one</li><li>two<ul><li>inner</li></ul></li></ol>', '1. one\n2. two\n  - inner'],
		[
			'See <a href="https://kb.example/1?a=1&amp;b=2">the article</a>.',
			'See the article (https://kb.example/1?a=1&b=2).',
		],
		['<a href="https://kb.example/1">https://kb.example/1</a>', 'https://kb.example/1'],
		['<a href="mailto:jane@x.example">jane@x.example</a>', 'jane@x.example'],
		['<a href="mailto:jane@x.example">Jane</a>', 'Jane (jane@x.example)'],
		['<img src="/api/attachment/image?token=x" alt="">', '[image: image]'],
		['<img alt="error screen" src="x.png">', '[image: error screen]'],
		['<img src="https://x.example/files/error%20screen.png?size=2">', '[image: error%20screen.png]'],
		['<img src="data:image/png;base64,iVBORw0KGgo=">', '[image: image]'],
		['<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>', 'a | b\nc | d'],
		['<pre>a\n  b</pre>', 'a\n  b'],
		['&lt;b&gt; &amp;amp; &#8211; &euro;', '<b> &amp; – €'],
		['', ''],
	])('reads %j', (html, text) => {
		expect(htmlToText(html)).toBe(text);
	});

	it.each<[string, string]>([
		['<script>alert(1)</script>safe', 'safe'],
		['<style>p { color: red }</style>safe', 'safe'],
		['<head><title>Mail</title><body>safe', 'safe'],
		['<a href="javascript:alert(1)">click</a>', 'click'],
		['<a href="  java&#10;script:alert(1)">click</a>', 'click'],
		['<a href="data:text/html;base64,PHNjcmlwdD4=">click</a>', 'click'],
		['<a href="https://x.example/&quot;><script>">click</a>', 'click'],
		['<img src=x onerror=alert(1)>', '[image: x]'],
		['<img alt="a]\n[b" src=x>', '[image: a b]'],
		['<!-- hidden -->shown<!-- --><![CDATA[ ]]>', 'shown'],
		['<p unclosed <b>text', 'text'],
		['</div></p></ul>text</a>', 'text'],
		['&bogus; &#x110000; &#0;', '&bogus; \ufffd \ufffd'],
		['<constructor><a __proto__=x constructor=y>text', 'text'],
	])('takes nothing dangerous from %j', (html, text) => {
		expect(htmlToText(html)).toBe(text);
	});

	it('never fails, and never shows an address that could run something', () => {
		const piece = fc.constantFrom(
			'<a href="javascript:x">',
			'<a href="https://x.example">',
			'</a>',
			'<ul>',
			'<li>',
			'</li>',
			'</ul>',
			'<p>',
			'</p>',
			'<pre>',
			'</pre>',
			'<td>',
			'<br>',
			'<script>',
			'</script>',
			'<template>',
			'</template>',
			'<b',
			'>',
			'"',
			'&',
			'text',
			' ',
			'\n',
			'<!--',
			'-->',
		);
		fc.assert(
			fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
				expect(htmlToText(pieces.join(''))).not.toMatch(/\(javascript:/);
			}),
			runs(),
		);
	});

	it('reads nesting without end in the time that its length takes', () => {
		const depth = 500_000;
		expect(htmlToText(`${'<div>'.repeat(depth)}deep${'</div>'.repeat(depth)}`)).toBe('deep');
		expect(htmlToText(`${'<ul><li>'.repeat(2_000)}deep`)).toContain('deep');
	});
});
