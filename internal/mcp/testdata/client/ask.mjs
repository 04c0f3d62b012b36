// Lists the tools of `rolecall mcp` and asks three questions, as an assistant would with
// the official client, which checks what is returned against the tools' own schemas.
// Prints one JSON object. Usage: node ask.mjs PROGRAM
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';

const transport = new StdioClientTransport({ command: process.argv[2], args: ['mcp'], env: process.env });
const client = new Client({ name: 'test', version: '1' });
await client.connect(transport);
const { tools } = await client.listTools();
const ask = async (args) => (await client.callTool({ name: 'ask', arguments: args }));
const first = 'waht does a ciso do al day';
const answers = [
  await ask({ question: first }),
  await ask({ question: 'how do I bake a pizza' }),
  await ask({ question: 'and how much do they earn?', context: [first] }),
];
const entry = await client.readResource({ uri: 'rolecall://entry/cto.salary' });
await client.close();
console.log(JSON.stringify({ tools, answers, entry, instructions: client.getInstructions() }));
