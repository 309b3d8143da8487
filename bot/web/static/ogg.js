// Makes OGG/Opus of what was recorded, which every phone plays (RFC 3533, RFC 7845). The browser encodes, this file packs.
"use strict";

const OPUS_RATE = 48000;
const FRAME = 960; // 20 ms
const PRESKIP = 312; // samples that the encoder adds before the first (RFC 7845 5.1)
const BITS = 24000; // a second: enough for speech; five minutes stay under a megabyte
const PAGE_PACKETS = 50;

const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let found = byte << 24;
  for (let bit = 0; bit < 8; bit += 1) found = found & 0x80000000 ? (found << 1) ^ 0x04c11db7 : found << 1;
  return found >>> 0;
});

function page(flags, granule, number, packets) {
  const lacing = packets.flatMap((packet) => [...Array(Math.floor(packet.length / 255)).fill(255), packet.length % 255]);
  const size = packets.reduce((sum, packet) => sum + packet.length, 0);
  const bytes = new Uint8Array(27 + lacing.length + size);
  const view = new DataView(bytes.buffer);
  bytes.set([79, 103, 103, 83, 0, flags]); // "OggS"
  view.setBigInt64(6, BigInt(granule), true);
  view.setUint32(14, 1, true);
  view.setUint32(18, number, true);
  bytes[26] = lacing.length;
  bytes.set(lacing, 27);
  let at = 27 + lacing.length;
  for (const packet of packets) {
    bytes.set(packet, at);
    at += packet.length;
  }
  view.setUint32(22, bytes.reduce((sum, byte) => ((sum << 8) ^ CRC[(sum >>> 24) ^ byte]) >>> 0, 0), true);
  return bytes;
}

function heads() {
  const head = new Uint8Array(19);
  const view = new DataView(head.buffer);
  head.set(new TextEncoder().encode("OpusHead"));
  head.set([1, 1], 8); // version, one channel
  view.setUint16(10, PRESKIP, true);
  view.setUint32(12, OPUS_RATE, true);
  const tags = new Uint8Array(20);
  tags.set(new TextEncoder().encode("OpusTags"));
  tags[8] = 4;
  tags.set(new TextEncoder().encode("Drom"), 12);
  return [page(2, 0, 0, [head]), page(0, 0, 1, [tags])];
}

// One long stretch of samples at 48 kHz, filled up to whole frames.
function stretched(chunks, rate) {
  const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const whole = new Float32Array(length);
  chunks.reduce((at, chunk) => (whole.set(chunk, at), at + chunk.length), 0);
  const wanted = Math.floor((length * OPUS_RATE) / rate);
  const found = new Float32Array(Math.ceil((wanted + PRESKIP) / FRAME) * FRAME);
  for (let index = 0; index < wanted; index += 1) {
    const place = (index * rate) / OPUS_RATE;
    const before = Math.floor(place);
    const after = Math.min(before + 1, length - 1);
    found[index] = whole[before] + (whole[after] - whole[before]) * (place - before);
  }
  return { samples: found, length: wanted };
}

async function encoded(samples) {
  const packets = [];
  let failed = null;
  const encoder = new AudioEncoder({
    output: (chunk) => {
      const packet = new Uint8Array(chunk.byteLength);
      chunk.copyTo(packet);
      packets.push(packet);
    },
    error: (error) => (failed = error),
  });
  const shape = { sampleRate: OPUS_RATE, numberOfChannels: 1 };
  encoder.configure({ codec: "opus", bitrate: BITS, ...shape });
  for (let at = 0; at < samples.length; at += OPUS_RATE) {
    const data = samples.slice(at, at + OPUS_RATE);
    const timestamp = Math.round((at * 1e6) / OPUS_RATE);
    encoder.encode(new AudioData({ format: "f32-planar", numberOfFrames: data.length, timestamp, data, ...shape }));
  }
  await encoder.flush();
  encoder.close();
  if (failed) throw failed;
  return packets;
}

async function ogg(chunks, rate) {
  const { samples, length } = stretched(chunks, rate);
  const packets = await encoded(samples);
  const pages = heads();
  for (let at = 0; at < packets.length; at += PAGE_PACKETS) {
    const some = packets.slice(at, at + PAGE_PACKETS);
    const last = at + some.length === packets.length;
    const granule = last ? Math.min(length + PRESKIP, packets.length * FRAME) : (at + some.length) * FRAME;
    pages.push(page(last ? 4 : 0, granule, pages.length, some));
  }
  return new Blob(pages, { type: "audio/ogg" });
}
