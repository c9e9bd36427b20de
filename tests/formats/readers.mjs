// Programs of other people read what `check` has written: readers.mjs FORMAT FILE, with the packages in the working
// directory. Prints what they understood, one fact a line, for readers.sh to compare; fails where they do not accept it.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const require = createRequire(process.cwd() + '/');
const [format, file] = process.argv.slice(2);
const text = readFileSync(file, 'utf8');

/** The published JSON Schema; then a converter that makes comments of SARIF. */
function sarif() {
    const Ajv = require('ajv');
    const schema = require('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
    const ajv = new Ajv({ schemaId: 'auto', validateSchema: false, allErrors: true, format: 'full' });
    ajv.addMetaSchema(require('ajv/lib/refs/json-schema-draft-04.json'));
    const validate = ajv.compile(schema);
    const log = JSON.parse(text);
    if (!validate(log)) throw new Error(JSON.stringify(validate.errors, null, 1));
    for (const result of log.runs[0].results)
        console.log(`${result.level} ${result.ruleId} ${result.suppressions ? 'suppressed' : 'open'} ` +
            `${result.locations[0].physicalLocation.artifactLocation.uri}`);
    const { sarifToMarkdown } = require('@security-alert/sarif-to-markdown');
    const [{ body }] = sarifToMarkdown({ owner: 'o', repo: 'r', branch: 'b', sourceRoot: '', suppressedResults: true })(log);
    for (const link of body.matchAll(/blob\/b\/(\S+)/g)) console.log(`link ${link[1]}`);
}

async function junit() {
    const { parse } = await import(pathToFileURL(process.cwd() + '/node_modules/junit2json/dist/esm/index.js'));
    const report = await parse(text);
    console.log(`${report.tests} tests, ${report.failures} failures, ${report.errors} errors, ${report.skipped} skipped`);
    for (const suite of report.testsuite)
        for (const test of suite.testcase ?? [])
            for (const outcome of ['failure', 'error', 'skipped'])
                for (const { message, inner } of test[outcome] ?? []) {
                    console.log(`${outcome} ${suite.name} ${test.name}: ${message}`);
                    for (const line of (inner ?? '').split('\n')) console.log(`text ${line}`);
                }
}

/** What stands between tags; a heading, a cell or a fence that somebody's text has made would be one more. */
function markdown() {
    const { marked } = require('marked');
    const count = {};
    let html = 0;
    marked.walkTokens(marked.lexer(text), (token) => {
        count[token.type] = (count[token.type] ?? 0) + 1;
        if (token.type === 'html' && !/^(<br>|<\/?details>|<\/?summary>|\s|<details><summary>The trace: \d+ steps<\/summary>)*$/.test(token.raw.trim())) {
            html += 1;
            console.log(`html ${token.raw}`);
        }
        if (token.type === 'table') console.log(`table ${token.header.length} columns, ${token.rows.length} rows`);
        if (token.type === 'heading') console.log(`heading ${token.text}`);
    });
    console.log(`${count.code ?? 0} stories, ${count.link ?? 0} links, ${count.image ?? 0} images, ${html} foreign tags`);
}

/** The commands of a YAML file that a runner would give to a shell; of GitHub one step a line, in base64. */
function yaml() {
    const document = require('yaml').parse(text);
    if (format === 'gitlab') {
        const job = document['revoke-mc'];
        console.log([...job.before_script, ...job.script].join('\n'));
        return;
    }
    for (const step of document.jobs.check.steps)
        if (step.run && !/cache-hit/.test(step.if ?? '')) console.log(Buffer.from(step.run).toString('base64'));
}

await { sarif, junit, markdown, github: yaml, gitlab: yaml }[format]();
