// Twilio's own calculator as a process: a text a line as JSON in, what it counts a line out.
const { createInterface } = require('node:readline');
const { SegmentedMessage } = require('sms-segments-calculator');

createInterface({ input: process.stdin }).on('line', (line) => {
  const message = new SegmentedMessage(JSON.parse(line));
  const counted = {
    encoding: message.encodingName,
    segments: message.segmentsCount,
    clusters: message.graphemes,
  };
  process.stdout.write(`${JSON.stringify(counted)}\n`);
});
