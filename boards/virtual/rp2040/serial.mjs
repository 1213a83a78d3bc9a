/**
 * A computer on the other end of the USB cable: finds the pen's serial port, opens it (DTR), and moves bytes. It
 * never sends a packet without data, never drops a byte, and asks for data only while plugged in.
 *
 * Sources: USB 2.0, 7.1.7.3 (connect), 9.4 (standard requests); CDC PSTN 1.2, 6.3.12 (SetControlLineState).
 */

const SETTLE_NS = 100_000_000; // TATTDB, debounce after attach
const RESET_NS = 10_000_000; // TDRST, bus reset
const SUSPEND_NS = 3_000_000; // idle time after which a device suspends
const PACKET = 64;
const CONFIGURATION = 2;
const CONFIGURATION_HEADER = 9;
const INTERFACE = 4;
const ENDPOINT = 5;
const CDC_DATA = 10;
const BULK = 2;
const DTR_AND_RTS = 3;

/** The eight bytes of a request. */
function request(type, number, value, index, length) {
  return Uint8Array.of(type, number, value & 0xff, value >> 8, index & 0xff, index >> 8, length & 0xff, length >> 8);
}

const setAddress = request(0x00, 5, 1, 0, 0);
const setConfiguration = request(0x00, 9, 1, 0, 0);
const getConfiguration = (length) => request(0x80, 6, CONFIGURATION << 8, 0, length);
const setLineState = (state) => request(0x21, 0x22, state, 0, 0);

/** The bulk endpoints of the CDC data interface in a configuration descriptor, or null. */
function bulkEndpoints(descriptors) {
  let inData = false;
  const found = { in: -1, out: -1 };
  for (let at = 0; at + 2 <= descriptors.length && descriptors[at] >= 2; at += descriptors[at]) {
    if (descriptors[at + 1] === INTERFACE) {
      inData = descriptors[at + 5] === CDC_DATA;
    } else if (inData && descriptors[at + 1] === ENDPOINT && (descriptors[at + 3] & 3) === BULK) {
      found[descriptors[at + 2] & 0x80 ? 'in' : 'out'] = descriptors[at + 2] & 0xf;
    }
  }
  return found.in > 0 && found.out > 0 ? found : null;
}

/** The computer. */
export class Host {
  /**
   * @param {UsbBus} usb
   * @param {(bytes: Uint8Array) => void} onBytes takes what the pen sends
   */
  constructor(usb, clock, plugged, onBytes) {
    this.usb = usb;
    this.onBytes = onBytes;
    this.plugged = plugged;
    this.deviceUp = false;
    this.alive = false; // the bus has been reset, frames are sent
    this.endpoints = null; // of an opened port
    this.requests = [];
    this.current = null;
    this.outbox = []; // packets for the pen
    this.resetAlarm = clock.createAlarm(() => usb.resetBus());
    this.suspendAlarm = clock.createAlarm(() => usb.suspend());
    usb.onUSBEnabled = () => this.deviceReady();
    usb.onResetReceived = () => this.enumerate();
    usb.hostLives = () => this.alive;
    usb.hostAsks = (endpoint) => (endpoint === 0 ? this.current !== null : this.endpoints?.in === endpoint);
    usb.hostSends = (endpoint, size) => this.nextPacket(endpoint, size);
    usb.onIn = (endpoint, data) => (endpoint === 0 ? this.controlIn(data) : this.onBytes(data));
    usb.onOut = (endpoint) => endpoint === 0 && this.finishRequest();
    usb.onStall = () => this.current && this.finishRequest();
  }

  /** The cable is plugged in or pulled. What was on its way to the pen is lost with the cable. */
  plug(plugged) {
    if (plugged === this.plugged) {
      return;
    }
    this.plugged = plugged;
    this.forget();
    if (plugged) {
      this.suspendAlarm.cancel();
      this.attach();
    } else {
      this.outbox = [];
      this.resetAlarm.cancel();
      if (this.deviceUp) {
        this.suspendAlarm.schedule(SUSPEND_NS);
      }
    }
  }

  /** Bytes for the pen. They wait until it takes them. */
  send(bytes) {
    for (let at = 0; at < bytes.length; at += PACKET) {
      this.outbox.push(bytes.subarray(at, at + PACKET));
    }
    if (this.endpoints) {
      this.usb.pollEndpoint(this.endpoints.out, true);
    }
  }

  deviceReady() {
    if (!this.deviceUp) {
      this.deviceUp = true;
      this.attach();
    }
  }

  attach() {
    if (this.plugged && this.deviceUp) {
      this.resetAlarm.schedule(SETTLE_NS + RESET_NS);
    }
  }

  forget() {
    this.alive = false;
    this.endpoints = null;
    this.requests = [];
    this.current = null;
    this.usb.quiet();
  }

  enumerate() {
    this.forget();
    this.alive = true;
    this.ask(setAddress);
    this.ask(getConfiguration(CONFIGURATION_HEADER), (header) => {
      this.ask(getConfiguration(header[2] | (header[3] << 8)), (descriptors) => this.open(bulkEndpoints(descriptors)));
    });
  }

  open(endpoints) {
    this.ask(setConfiguration);
    this.ask(setLineState(DTR_AND_RTS), () => {
      this.endpoints = endpoints;
      if (endpoints) {
        this.usb.pollEndpoint(endpoints.in, false);
        this.usb.pollEndpoint(endpoints.out, true);
      }
    });
  }

  /** Queue a control request; `done` gets the data. */
  ask(setup, done = () => {}) {
    this.requests.push({ setup, done, data: [], wanted: setup[6] | (setup[7] << 8) });
    this.nextRequest();
  }

  nextRequest() {
    if (this.current === null && this.requests.length > 0) {
      this.current = this.requests.shift();
      this.usb.sendSetupPacket(this.current.setup);
    }
  }

  /** A packet of endpoint 0: data wanted, or the empty one that ends a request without data. */
  controlIn(packet) {
    const { current } = this;
    if (current === null) {
      return;
    }
    current.data.push(...packet);
    if (current.wanted === 0) {
      this.finishRequest();
    } else if (packet.length < PACKET || current.data.length >= current.wanted) {
      current.wanted = -1; // the device will expect an empty packet
      this.usb.pollEndpoint(0, true);
    }
  }

  finishRequest() {
    const { current } = this;
    this.current = null;
    current?.done(current.data);
    this.nextRequest();
  }

  nextPacket(endpoint, size) {
    if (endpoint === 0) {
      return this.current?.wanted === -1 ? new Uint8Array(0) : null;
    }
    if (this.endpoints?.out !== endpoint || this.outbox.length === 0) {
      return null;
    }
    const packet = this.outbox.shift();
    if (packet.length > size) {
      this.outbox.unshift(packet.subarray(size));
    }
    return packet.subarray(0, size);
  }
}
