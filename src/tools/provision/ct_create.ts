import * as z from "zod";
import { sshKeyLines } from "../../proxmox/guest_options/cloud_init.ts";
import { containerDevice } from "../../proxmox/guest_options/network_device.ts";
import { PropertyString } from "../../proxmox/property_string.ts";
import { startApplianceDownload } from "../../proxmox/provision/appliances.ts";
import { startCreate } from "../../proxmox/provision/guest_life.ts";
import { awaitTask, TaskFailedError } from "../../proxmox/task_report.ts";
import { TimeLeft } from "../../proxmox/time_left.ts";
import { ApiError } from "../../wire/errors.ts";
import type { Parameters } from "../../wire/wire.ts";
import { node, storage, vmid, wait } from "../fields.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import * as fields from "./fields.ts";
import { NewGuest, newGuestTarget } from "./new_guest.ts";
import { dropPassword, generatePassword, keepPassword } from "./password_file.ts";
import { nodeFor, storageFor } from "./placement.ts";
import { containerPrivileges } from "./privileges.ts";
import { madeAnswer, type Step } from "./steps.ts";
import { chooseTemplate, type TemplateChoice } from "./template_choice.ts";

const input = {
  template: z.string().min(2).max(300).describe('"debian 12" or volume id'),
  hostname: fields.guestLabel,
  node: node.optional(),
  cores: fields.cores.optional(),
  memory: fields.memory.optional().describe("MiB"),
  disk: fields.gib.optional().describe("GiB"),
  storage: storage.optional(),
  ip: fields.ip.optional().describe("CIDR or dhcp"),
  gateway: fields.gateway.optional(),
  ssh_keys: fields.sshKeys.optional(),
  start: z.boolean().optional(),
  wait,
};

const hidden = {
  vmid: vmid.optional(),
  bridge: fields.bridge.optional(),
  features: fields.features.optional(),
  swap: z.int().min(0).optional(),
  vlan: fields.vlan.optional(),
  ip6: fields.ip6.optional(),
  gateway6: fields.gateway6.optional(),
  nameserver: fields.nameserver.optional(),
  searchdomain: fields.guestLabel.optional(),
  password: z.string().min(5).max(200).optional(),
  unprivileged: z.boolean().default(true),
  pool: fields.pool.optional(),
  tags: fields.tags.optional(),
  description: fields.notes.optional(),
  onboot: z.boolean().optional(),
};

type Wish = z.infer<z.ZodObject<typeof input & typeof hidden>>;

/** `proxmox_ct_create`: sources `POST /nodes/{node}/lxc` (worker vzcreate) and, for the template, `aplinfo` (worker download). */
export const ctCreate = defineTool({
  name: "proxmox_ct_create",
  title: "Create a container",
  toolset: "provision",
  access: "write",
  privileges: ["VM.Allocate", "VM.PowerMgmt", "Datastore.AllocateTemplate", ...containerPrivileges],
  description:
    "Create a container; a missing template is downloaded. Without ssh_keys a root password goes into a file. Also takes " +
    "password, vmid, unprivileged=false, features, swap, bridge, vlan, ip6, gateway6, nameserver, pool, tags, onboot.",
  input,
  hidden,
  needsQuorum: true,
  target: newGuestTarget,
  async run(wish, context) {
    const { proxmox } = context;
    const { connection } = proxmox;
    const sshKeys = wish.ssh_keys === undefined ? undefined : sshKeyLines(wish.ssh_keys);
    const node = await nodeFor(proxmox, wish.node, [wish.storage]);
    const rootStorage = await storageFor(proxmox, node, "rootdir", wish.storage);
    const template = await templateFor(context, node, wish.template);
    const generated = wish.password === undefined && sshKeys === undefined ? generatePassword() : undefined;
    const options = {
      ...optionsOf(wish, rootStorage),
      ostemplate: template.volume,
      "ssh-public-keys": sshKeys,
      password: wish.password ?? generated,
    };
    const time = new TimeLeft(connection, wish.wait);
    const made = new NewGuest(context, time, { type: "lxc", name: wish.hostname, node });
    let passwordFile: string | undefined;
    const making: Step = {
      name: "making it",
      instead: () => "proxmox_ct_create with the same arguments, which finds the template then",
      async work(tell) {
        try {
          return await made.make(wish.vmid, tell, async (vmid) => {
            if (passwordFile !== undefined) await dropPassword(passwordFile);
            passwordFile = generated === undefined
              ? undefined
              : await keepPassword(context.stateDirectory, { cluster: proxmox.cluster, vmid }, generated);
            return await startCreate(connection, { type: "lxc", node, vmid }, options);
          });
        } catch (error) {
          // When the answer was lost, there may be a container that needs it.
          const isNotMade = error instanceof ApiError || error instanceof TaskFailedError;
          if (passwordFile !== undefined && isNotMade) await dropPassword(passwordFile);
          throw error;
        }
      },
    };
    const outcome = await made.run([
      ...(template.download === undefined ? [] : [downloadStep(context, time, node, template.download)]),
      making,
      ...(wish.start === true ? [made.startStep] : []),
    ]);
    return { made, outcome, passwordFile: made.vmid === undefined ? undefined : passwordFile };
  },
  answer({ made, outcome, passwordFile }, { start }) {
    const done = `is made${start === true ? " and running" : ", switched off"}`;
    const answer = madeAnswer(outcome, made, done);
    if (passwordFile === undefined) return answer;
    return {
      ...answer,
      text: `${answer.text}\nIts root password is in the file ${passwordFile} on the machine that runs ` +
        "proxmox-mcp; only its owner can read it there.",
    };
  },
});

interface FoundTemplate {
  readonly volume: string;
  readonly download: { readonly appliance: string; readonly storage: string } | undefined;
}

async function templateFor({ proxmox }: ToolContext, node: string, wanted: string): Promise<FoundTemplate> {
  const choice: TemplateChoice = await chooseTemplate(proxmox, node, wanted);
  if ("volume" in choice) return { volume: choice.volume, download: undefined };
  const storage = await storageFor(proxmox, node, "vztmpl", undefined);
  return {
    volume: `${storage}:vztmpl/${choice.appliance}`,
    download: { appliance: choice.appliance, storage },
  };
}

function downloadStep(
  { proxmox }: ToolContext,
  time: TimeLeft,
  node: string,
  { appliance, storage }: NonNullable<FoundTemplate["download"]>,
): Step {
  return {
    name: `downloading the template ${appliance}`,
    instead: () => `proxmox_template_download template=${appliance}`,
    async work(tell) {
      const upid = await startApplianceDownload(proxmox.connection, { node, storage }, appliance);
      return await awaitTask(proxmox.connection, upid, { wait: time.seconds, onProgress: tell });
    },
  };
}

function optionsOf(wish: Wish, storage: string): Parameters {
  const { hostname, unprivileged, pool, description, onboot, nameserver, searchdomain, swap } = wish;
  const { bridge, vlan, ip, gateway, ip6, gateway6 } = wish;
  const device = { bridge, vlan, firewall: true, ip, gateway, ip6, gateway6 };
  // Systems of today need nesting for their init, and in an unprivileged container it gives nothing away.
  const wanted = wish.features ?? (unprivileged ? ["nesting"] : []);
  return {
    ...{ hostname, unprivileged, pool, description, onboot, nameserver, searchdomain },
    tags: wish.tags?.join(";"),
    cores: wish.cores ?? 1,
    memory: wish.memory ?? 512,
    swap: swap ?? 512,
    rootfs: PropertyString.of({ volume: `${storage}:${wish.disk ?? 8}` }, "volume").toString(),
    net0: containerDevice(device, 0),
    features: wanted.length === 0
      ? undefined
      : PropertyString.of(Object.fromEntries(wanted.map((feature) => [feature, true]))).toString(),
  };
}
