import { isFileBased, type Storage, volid, type Volume } from "../cluster/storage.ts";

/** A row of `GET /nodes/{node}/storage/{storage}/content`. */
export function volumeRow(storage: Storage, volume: Volume): Record<string, unknown> {
  const { content, format, size, ctime, vmid, notes, subtype, encrypted, verification } = volume;
  const isDisk = content === "images" || content === "rootdir";
  return {
    volid: volid(storage.storage, volume),
    ...{ content, format, size, ctime },
    ...(vmid === undefined ? {} : { vmid }),
    ...(isDisk ? { parent: volume.parent ?? null } : {}),
    ...(isDisk && isFileBased(storage) ? { used: volume.used ?? size } : {}),
    ...(notes === undefined ? {} : { notes }),
    ...(volume.protected === true ? { protected: 1 } : {}),
    ...(subtype === undefined ? {} : { subtype }),
    ...(encrypted === undefined ? {} : { encrypted }),
    ...(verification === undefined ? {} : { verification }),
  };
}
