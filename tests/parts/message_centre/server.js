// An SMPP message centre made from the npm package `smpp`, which knows nothing of ours.
// It prints one JSON line for each thing that happens and behaves as the last digits of the
// destination say (see BEHAVIOUR). A receipt that was not answered goes to whoever binds next.
// Usage: node server.js [KEY CERTIFICATE]
'use strict';

const fs = require('fs');
const smpp = require('smpp');

const SYSTEM_ID = 'wuzha';
const PASSWORD = 'secret';

const BEHAVIOUR = {
  9001: 'refuse',
  9002: 'throttle', // twice, then accept
  9003: 'silent', // never answers
  9004: 'drop', // cuts the connection at the first sight of this destination
  9005: 'undelivered',
  9006: 'receipt_as_text',
  9007: 'receipt_first', // before the answer
  9008: 'full', // always
  9009: 'receipt_twice',
  9010: 'no_receipt',
  9011: 'second_part_fails',
  9012: 'receipt_at_next_bind',
};

const seen = {};
const kept = []; // receipts for whoever binds next
let messages = 0;

function say(what, more) {
  process.stdout.write(JSON.stringify({ what, ...more }) + '\n');
}

function behaviourOf(pdu) {
  return BEHAVIOUR[pdu.destination_addr.slice(-4)] || 'accept';
}

function describe(pdu, id) {
  const message = pdu.short_message;
  return {
    id,
    from: pdu.source_addr,
    from_ton: pdu.source_addr_ton,
    to: pdu.destination_addr,
    data_coding: pdu.data_coding,
    dest_addr_subunit: pdu.dest_addr_subunit,
    esm_class: pdu.esm_class,
    registered_delivery: pdu.registered_delivery,
    validity_given: Boolean(pdu.validity_period),
    udh: (message.udh || []).map((element) => element.toString('hex')),
    text: message.message,
  };
}

function deliver(session, message) {
  session.unanswered.add(message);
  session.deliver_sm({ ...message }, () => session.unanswered.delete(message));
}

function receiptOf(pdu, id, state, asTags) {
  const words = { 2: 'DELIVRD', 5: 'UNDELIV' };
  const text =
    `id:${id} sub:001 dlvrd:001 submit date:2601010000 done date:2601010001 ` +
    `stat:${words[state]} err:${state === 2 ? '000' : '027'} text:`;
  const tags = asTags ? { receipted_message_id: id, message_state: state } : {};
  return {
    source_addr: pdu.destination_addr,
    destination_addr: pdu.source_addr,
    esm_class: smpp.ESM_CLASS.MC_DELIVERY_RECEIPT,
    short_message: asTags ? '' : text,
    ...tags,
  };
}

function partNumber(pdu) {
  const udh = pdu.short_message.udh;
  return udh && udh.length ? udh[0][4] : 1;
}

function accept(session, pdu, behaviour) {
  messages += 1;
  const id = `m${process.pid}-${messages}`;
  say('submit', describe(pdu, id));
  const failed =
    behaviour === 'undelivered' || (behaviour === 'second_part_fails' && partNumber(pdu) === 2);
  const state = failed ? 5 : 2;
  const receipt = receiptOf(pdu, id, state, behaviour !== 'receipt_as_text');
  if (behaviour === 'receipt_first') deliver(session, receipt);
  session.send(pdu.response({ message_id: id }));
  if (behaviour === 'receipt_first' || behaviour === 'no_receipt') return;
  if (behaviour === 'receipt_at_next_bind') {
    kept.push(receipt);
    return;
  }
  const times = behaviour === 'receipt_twice' ? 2 : 1;
  for (let time = 0; time < times; time += 1) {
    deliver(session, receipt);
  }
}

function submit(session, pdu) {
  const behaviour = behaviourOf(pdu);
  const to = pdu.destination_addr;
  seen[to] = (seen[to] || 0) + 1;
  const refuse = (status) => session.send(pdu.response({ command_status: status }));
  if (behaviour === 'refuse') refuse(smpp.ESME_RINVDSTADR);
  else if (behaviour === 'full') refuse(smpp.ESME_RMSGQFUL);
  else if (behaviour === 'throttle' && seen[to] <= 2) refuse(smpp.ESME_RTHROTTLED);
  else if (behaviour === 'silent') say('silent', { to });
  else if (behaviour === 'drop' && seen[to] === 1) {
    say('drop', { to });
    session.destroy();
  } else accept(session, pdu, behaviour);
}

function serve(session) {
  session.unanswered = new Set();
  session.on('bind_transceiver', (pdu) => {
    const known = pdu.system_id === SYSTEM_ID && pdu.password === PASSWORD;
    say('bind', { known });
    session.send(
      pdu.response(
        known ? { system_id: 'centre' } : { command_status: smpp.ESME_RINVPASWD },
      ),
    );
    if (known) kept.splice(0).forEach((message) => deliver(session, message));
  });
  session.on('submit_sm', (pdu) => submit(session, pdu));
  session.on('enquire_link', (pdu) => {
    say('enquire_link', {});
    session.send(pdu.response());
  });
  session.on('unbind', (pdu) => {
    say('unbind', {});
    session.send(pdu.response());
    session.close();
  });
  session.on('error', () => session.destroy());
  session.on('close', () => kept.push(...session.unanswered));
}

const [key, certificate] = process.argv.slice(2);
const options = key ? { key: fs.readFileSync(key), cert: fs.readFileSync(certificate) } : {};
const server = smpp.createServer(options, serve);
server.listen(0, '127.0.0.1', () => say('ready', { port: server.address().port }));
process.stdin.on('end', () => process.exit(0)).resume();
