// A small bot on Slack's own framework, to see that the workspace speaks as Slack does. It uses one way of answering for each door.
import { App, LogLevel } from '@slack/bolt';

const app = new App({
  token: process.env.SLACK_BOT_TOKEN,
  appToken: process.env.SLACK_APP_TOKEN,
  socketMode: true,
  logLevel: LogLevel.WARN,
  clientOptions: { slackApiUrl: process.env.SLACK_API_URL },
});

const plain = (text) => ({ type: 'plain_text', text });
const modal = {
  type: 'modal', callback_id: 'form', title: plain('A form'), submit: plain('Send'),
  blocks: [
    { type: 'input', block_id: 'reason', label: plain('Reason'), element: { type: 'plain_text_input', action_id: 'text' } },
    { type: 'input', block_id: 'role', optional: true, label: plain('Role'), element: { type: 'external_select', action_id: 'role_search', min_query_length: 1 } },
  ],
};

app.event('app_mention', async ({ event, say }) => {
  await say({
    text: 'heard', thread_ts: event.ts,
    blocks: [
      { type: 'section', text: { type: 'mrkdwn', text: 'heard' } },
      { type: 'actions', elements: [{ type: 'button', action_id: 'open', text: plain('Open a form'), value: 'form' }, { type: 'button', action_id: 'thank', text: plain('Thank'), value: 'you' }] },
    ],
  });
});
app.message(async ({ message, say }) => { await say(`you said ${message.text}`); });
app.command('/ask', async ({ command, ack, respond }) => {
  await ack();
  await respond({ response_type: 'ephemeral', text: `only you: ${command.text}` });
});
app.action('thank', async ({ ack, action, respond }) => {
  await ack();
  await respond({ replace_original: true, text: `thank ${action.value}` });
});
app.action('open', async ({ ack, body, client }) => {
  await ack();
  await client.views.open({ trigger_id: body.trigger_id, view: modal });
});
app.options('role_search', async ({ options, ack }) => { await ack({ options: [{ text: plain(`Found ${options.value}`), value: 'found' }] }); });
app.view('form', async ({ ack, view, body, client }) => {
  const reason = view.state.values.reason.text.value;
  if (reason === 'bad') {
    await ack({ response_action: 'errors', errors: { reason: 'Not that' } });
    return;
  }
  await ack();
  await client.chat.postMessage({ channel: body.user.id, text: `reason: ${reason}, role: ${view.state.values.role.role_search.selected_option?.value}` });
});
app.shortcut('ask_role', async ({ ack, body, client }) => {
  await ack();
  await client.views.open({ trigger_id: body.trigger_id, view: modal });
});
app.event('app_home_opened', async ({ event, client }) => {
  await client.views.publish({ user_id: event.user, view: { type: 'home', blocks: [{ type: 'header', text: plain('Home') }] } });
});

process.on('SIGTERM', async () => { await app.stop(); process.exit(0); });
await app.start();
