/**
 * What is taken from rp2040js 1.4.1, in one place. Its package exports only its index, which has not all of
 * these: hence the paths. Only this folder's own node_modules will do (`npm ci` here).
 */

export { CortexM0Core } from './node_modules/rp2040js/dist/esm/cortex-m0-core.js';
export { IRQ } from './node_modules/rp2040js/dist/esm/irq.js';
export { RPADC } from './node_modules/rp2040js/dist/esm/peripherals/adc.js';
export { RPI2C } from './node_modules/rp2040js/dist/esm/peripherals/i2c.js';
export { RPIO } from './node_modules/rp2040js/dist/esm/peripherals/io.js';
export { BasePeripheral } from './node_modules/rp2040js/dist/esm/peripherals/peripheral.js';
export { RPPIO, StateMachine } from './node_modules/rp2040js/dist/esm/peripherals/pio.js';
export { RPPPB } from './node_modules/rp2040js/dist/esm/peripherals/ppb.js';
export { RPPSM } from './node_modules/rp2040js/dist/esm/peripherals/psm.js';
export { RPSSI } from './node_modules/rp2040js/dist/esm/peripherals/ssi.js';
export { RPTimer } from './node_modules/rp2040js/dist/esm/peripherals/timer.js';
export { RPUSBController } from './node_modules/rp2040js/dist/esm/peripherals/usb.js';
export { RP2040 } from './node_modules/rp2040js/dist/esm/rp2040.js';
export { RPSIO } from './node_modules/rp2040js/dist/esm/sio.js';
