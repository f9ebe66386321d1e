import { encodePng } from "../../text/png.ts";
import { shrink } from "../../text/shrink.ts";
import { consolePicture, NoPictureError } from "../../proxmox/console/screenshot.ts";
import { node, vmid } from "../fields.ts";
import { guestOf } from "../guest.ts";
import { guestName } from "../target.ts";
import { defineTool } from "../tool.ts";

const name = "proxmox_vm_screenshot";

/** Pixels of the widest picture that is sent: models see no more, and text is still legible. */
const widest = 1600;

/**
 * `proxmox_vm_screenshot`: sources `POST .../vncproxy` and `GET .../vncwebsocket`.
 *
 * Of class `exec`, for what is asked of Proxmox opens the console with its keyboard, although nothing is typed.
 */
export const vmScreenshot = defineTool({
  name,
  title: "Picture of a VM's console",
  toolset: "monitor",
  access: "exec",
  privileges: ["VM.Console", "VM.Audit"],
  description: "The console of a running VM as a picture, for what no agent tells: boot, installer, crash.",
  input: { vmid },
  hidden: { node: node.optional() },
  target: async (reference, context) => ({
    kind: "guest",
    guest: await guestOf(context, reference, { type: "qemu", tool: name }),
  }),
  async run(reference, context) {
    const guest = await guestOf(context, reference, { type: "qemu", tool: name, fresh: true });
    if (guest.status === "stopped") {
      throw new NoPictureError(`${guestName(guest)} is stopped and shows nothing.`, {
        remedy: "Start it with proxmox_vm_start first.",
      });
    }
    const picture = await consolePicture(context.proxmox.connection, guest, context.signal);
    const shown = shrink(picture, widest);
    return { guest, picture, shown, png: await encodePng(shown) };
  },
  answer({ guest, picture, shown, png }) {
    const size = `${picture.width} by ${picture.height} pixels`;
    const scaled = shown === picture ? "" : `, shown at ${shown.width} by ${shown.height}`;
    const first = picture.pixels.subarray(0, 3);
    const blank = picture.pixels.every((value, index) => value === first[index % 3]);
    return {
      text: `The console of ${guestName(guest)} on ${guest.node}, ${size}${scaled}.${
        blank ? " It is all of one colour: the screen sleeps, or the VM draws nothing." : ""
      }`,
      pictures: [{ mimeType: "image/png", data: png.toBase64() }],
    };
  },
});
