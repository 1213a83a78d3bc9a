/**
 * The chip's USB device controller and the bus it hangs on. rp2040js takes every packet at once and in no time;
 * here a packet takes its share of a full-speed frame, and waits until the host asks for it.
 *
 * Sources: RP2040 data sheet 4.1 (controller, buffer control); USB 2.0, table 5-9 (at most 19 bulk packets of 64
 * bytes in a frame of 1 ms).
 */

import { RPUSBController } from './library.mjs';

const SLOT_NS = Math.round(1e6 / 19);
const BUFFER_CONTROL = 0x80;
const BUFFER_CONTROL_END = 0x100;
const AVAILABLE = 1 << 10; // data sheet 4.1.2.5.1, of buffer 0; buffer 1 has its own in the upper half
const STALL = 1 << 11;
const FULL = 1 << 15;
const LENGTH = 0x3ff;
const DOUBLE_BUFFERED = 1 << 30; // 4.1.2.5, endpoint control
const INTERRUPT_EACH = 1 << 29;
const EP0_BUFFER = 0x100;
const SIE_STATUS = 0x50;
const SUSPENDED = 1 << 4;
const SOF_RD = 0x48;
const INTE = 0x90;
const DEVICE_SOF = 1 << 17;
const FRAME_NS = 1_000_000;

/** The controller with a bus. The host is told by `onSetupDone`, `onIn`, `onOut`, `onStall`. */
export class UsbBus extends RPUSBController {
  constructor(rp2040, clock) {
    super(rp2040, 'USB');
    this.clock = clock;
    this.busyUntil = 0;
    /** Asked by the controller whether the host wants data of this endpoint. */
    this.hostAsks = () => false;
    /** Gives the controller the next packet for an endpoint of the device (at most `size` bytes), or null. */
    this.hostSends = () => null;
    /** Takes a packet of the device. */
    this.onIn = () => {};
    /** A packet for the device has arrived there. */
    this.onOut = () => {};
    this.onStall = () => {};
    /** Asked by the controller whether a host keeps the bus alive. */
    this.hostLives = () => false;
    this.frame = clock.createAlarm(() => this.startOfFrame());
    this.pipes = new Map(); // offset of the buffer control -> alarm of the packet under way
  }

  /** The device has written into the shared memory: a buffer may be ready. */
  DPRAMUpdated(offset, value) {
    if (offset < BUFFER_CONTROL || offset >= BUFFER_CONTROL_END) {
      return;
    }
    if (offset < BUFFER_CONTROL + 8 && value & STALL) {
      this.onStall();
    }
    if (value & (AVAILABLE | (AVAILABLE << 16))) {
      this.poll(offset);
    }
  }

  /** Look at one endpoint: start its packet when the device is ready and the host wants it. */
  pollEndpoint(endpoint, out) {
    this.poll(BUFFER_CONTROL + endpoint * 8 + (out ? 4 : 0));
  }

  poll(offset) {
    const pipe = this.pipe(offset);
    if (pipe.alarm.scheduled || this.half(offset) < 0) {
      return;
    }
    if (pipe.out) {
      const size = this.control(offset) & LENGTH;
      pipe.packet = this.hostSends(pipe.endpoint, size);
      if (pipe.packet === null) {
        return;
      }
    } else if (!this.hostAsks(pipe.endpoint)) {
      return;
    }
    this.busyUntil = Math.max(this.busyUntil, this.clock.nanos) + SLOT_NS;
    pipe.alarm.scheduleAt(this.busyUntil);
  }

  pipe(offset) {
    let pipe = this.pipes.get(offset);
    if (pipe === undefined) {
      const number = (offset - BUFFER_CONTROL) >> 2;
      pipe = { endpoint: number >> 1, out: (number & 1) === 1, packet: null, next: 0 };
      pipe.alarm = this.clock.createAlarm(() => (pipe.out ? this.finishOut(offset) : this.finishIn(offset)));
      this.pipes.set(offset, pipe);
    }
    return pipe;
  }

  control(offset) {
    return this.rp2040.usbDPRAMView.getUint32(offset, true);
  }

  /** Which buffer of an endpoint goes next: 0, 1, or -1 when the device is not ready. */
  half(offset) {
    const control = this.control(offset);
    if (control & AVAILABLE) {
      return 0;
    }
    return control & (AVAILABLE << 16) ? 1 : -1;
  }

  endpointControl(endpoint, out) {
    return endpoint === 0 ? INTERRUPT_EACH : this.readEndpointControlReg(endpoint, out);
  }

  /** A packet from the device has gone over the bus. */
  finishIn(offset) {
    const { endpoint } = this.pipe(offset);
    const half = this.half(offset);
    if (half < 0) {
      return;
    }
    const control = this.control(offset);
    const length = (control >>> (16 * half)) & LENGTH;
    const start = this.bufferAt(endpoint, false) + 64 * half;
    const data = this.rp2040.usbDPRAM.slice(start, start + length);
    this.rp2040.usbDPRAMView.setUint32(offset, control & ~((AVAILABLE | FULL) << (16 * half)), true);
    const more = this.half(offset) >= 0;
    const settings = this.endpointControl(endpoint, false);
    if (!more || !(settings & DOUBLE_BUFFERED) || settings & INTERRUPT_EACH) {
      this.indicateBufferReady(endpoint, false);
    }
    this.onIn(endpoint, data);
    this.poll(offset);
  }

  /** A packet from the host has arrived. */
  finishOut(offset) {
    const pipe = this.pipe(offset);
    const { endpoint, packet } = pipe;
    const half = this.half(offset);
    pipe.packet = null;
    if (half < 0) {
      return;
    }
    const shift = 16 * half;
    const control = this.control(offset) & ~((AVAILABLE | LENGTH) << shift);
    this.rp2040.usbDPRAM.set(packet, this.bufferAt(endpoint, true) + 64 * half);
    this.rp2040.usbDPRAMView.setUint32(offset, control | ((FULL | packet.length) << shift), true);
    this.indicateBufferReady(endpoint, true);
    this.onOut(endpoint);
    this.poll(offset);
  }

  bufferAt(endpoint, out) {
    return endpoint === 0 ? EP0_BUFFER : this.readEndpointControlReg(endpoint, out) & 0xffc0;
  }

  /** Nothing moves on the bus any more. */
  quiet() {
    for (const pipe of this.pipes.values()) {
      pipe.alarm.cancel();
      pipe.packet = null;
    }
  }

  /** No start-of-frame for 3 ms: the device is told to suspend (what an unplugged RP2040 sees). */
  suspend() {
    this.sieStatus |= SUSPENDED;
    this.sieStatusUpdated();
  }

  /** A bus reset has begun and ended. */
  resetBus() {
    this.sieStatus = (this.sieStatus & ~SUSPENDED) | (1 << 19);
    this.sieStatusUpdated();
  }

  /** Frames are counted and told only while the device wants to know (the port does for a moment after DTR). */
  startOfFrame() {
    if (!(this.intEnable & DEVICE_SOF)) {
      return;
    }
    if (this.hostLives()) {
      this.sofFrameNumber = Math.floor(this.clock.nanos / FRAME_NS) & 0x7ff;
      this.intRaw |= DEVICE_SOF;
      this.checkInterrupts();
    }
    this.frame.schedule(FRAME_NS - (this.clock.nanos % FRAME_NS));
  }

  readUint32(offset) {
    const value = super.readUint32(offset);
    if (offset === SOF_RD && this.intRaw & DEVICE_SOF) {
      this.intRaw &= ~DEVICE_SOF; // reading the number clears the interrupt (data sheet 4.1.4, INTR)
      this.checkInterrupts();
    }
    return value;
  }

  writeUint32(offset, value) {
    if (offset === SIE_STATUS) {
      this.sieStatus &= ~(this.rawWriteValue & SUSPENDED);
    }
    super.writeUint32(offset, value);
    if (offset === INTE && value & DEVICE_SOF && !this.frame.scheduled) {
      this.frame.schedule(FRAME_NS - (this.clock.nanos % FRAME_NS));
    }
  }
}
