import type { PmlOperation, Unproven } from '../pml-operation.ts';
import {
  controlCategory,
  deviceControl,
  deviceControlKey,
  fileSystemControl,
  fileSystemControlKey,
  hasUnprovenControl,
} from './control.ts';
import {
  createFileMapping,
  createFileMappingKey,
  createFileMappingOfSlot,
  createFileMappingOfSlotKey,
} from './create-file-mapping.ts';
import {
  createEndpoint,
  createFile,
  createFileCategory,
  createFileKey,
  hasUnknownAccount,
} from './create-file.ts';
import { extraKey } from './information.ts';
import { queryNetworkOpen } from './query-information.ts';
import { rawParameters } from './raw-parameters.ts';
import {
  acquireForModWrite,
  acquireForModWriteKey,
  checkIfPossible,
  hasNegativeOffset,
  mdlReadComplete,
  mdlWriteComplete,
  readWrite,
  readWriteKey,
} from './read-write.ts';
import { securityFile, securityFileKey } from './security.ts';
import {
  DIRECTORY_CONTROL,
  LOCK_CONTROL,
  PLUG_AND_PLAY,
  QUERY_INFORMATION,
  QUERY_VOLUME,
  SET_INFORMATION,
  SET_VOLUME,
} from './sub-operations.ts';

const NEGATIVE_OFFSET: Unproven = {
  source: 'special offsets are thought to print as signed numbers',
  when: hasNegativeOffset,
};
const READ: PmlOperation = {
  name: 'ReadFile',
  detail: readWrite,
  detailKey: readWriteKey,
  category: 'Read',
  unproven: NEGATIVE_OFFSET,
};
const WRITE: PmlOperation = { ...READ, name: 'WriteFile', category: 'Write' };

/**
 * Operations of the File System class by code, which is the IRP's major function plus 20, modulo 256.
 * Source: procmon-parser, procmon_parser/consts.py.
 */
export const FILE_SYSTEM: Readonly<Record<number, PmlOperation>> = {
  0: { name: 'VolumeDismount' },
  1: { name: 'VolumeMount' },
  2: {
    name: 'FASTIO_MDL_WRITE_COMPLETE',
    detail: mdlWriteComplete,
    unproven: { source: "viewer9's documentation of the operation" },
  },
  3: WRITE,
  4: { name: 'FASTIO_MDL_READ_COMPLETE', detail: mdlReadComplete },
  5: READ,
  6: {
    name: 'QueryOpen',
    detail: queryNetworkOpen,
    detailKey: extraKey,
    unproven: {
      source: 'published lines of logs of 4.x and procmon-reader; exports at hand hold none that succeeded',
      when: ({ hasExtra }) => hasExtra,
    },
  },
  7: {
    name: 'FASTIO_CHECK_IF_POSSIBLE',
    detail: checkIfPossible,
    unproven: { source: "procmon-reader and viewer9's documentation of the operation" },
  },
  8: { name: 'IRP_MJ_12' },
  9: { name: 'IRP_MJ_11' },
  10: { name: 'IRP_MJ_10' },
  11: { name: 'IRP_MJ_9' },
  12: { name: 'IRP_MJ_8' },
  13: { name: 'FASTIO_NOTIFY_STREAM_FO_CREATION' },
  14: { name: 'FASTIO_RELEASE_FOR_CC_FLUSH' },
  15: { name: 'FASTIO_ACQUIRE_FOR_CC_FLUSH' },
  16: { name: 'FASTIO_RELEASE_FOR_MOD_WRITE' },
  17: { name: 'FASTIO_ACQUIRE_FOR_MOD_WRITE', detail: acquireForModWrite, detailKey: acquireForModWriteKey },
  18: { name: 'FASTIO_RELEASE_FOR_SECTION_SYNCHRONIZATION' },
  19: {
    name: 'CreateFileMapping',
    detail: createFileMapping,
    detailKey: createFileMappingKey,
    quirks: [
      {
        says: 'takes the page protection of 64-bit logs from the lower half of a kernel pointer',
        detail: createFileMappingOfSlot,
        detailKey: createFileMappingOfSlotKey,
      },
    ],
  },
  20: {
    name: 'CreateFile',
    detail: createFile,
    detailKey: createFileKey,
    category: createFileCategory,
    unproven: {
      source: 'Process Monitor asks the machine for the account of a SID that the log does not name',
      when: hasUnknownAccount,
    },
  },
  21: {
    name: 'CreatePipe',
    detail: createEndpoint,
    quirks: [
      { says: 'is not known to print details before version 4', before: 4, detail: 'none' },
      { says: 'prints the parameters as they are', detail: rawParameters },
    ],
    unproven: { source: "FLT_PARAMETERS as Microsoft's WDK documents them" },
  },
  22: { name: 'IRP_MJ_CLOSE' },
  23: READ,
  24: WRITE,
  25: { name: 'QueryInformationFile', category: 'Read Metadata', subs: QUERY_INFORMATION },
  26: { name: 'SetInformationFile', category: 'Write Metadata', subs: SET_INFORMATION },
  27: { name: 'QueryEAFile', category: 'Read Metadata' },
  28: { name: 'SetEAFile', category: 'Write Metadata' },
  29: { name: 'FlushBuffersFile' },
  30: { name: 'QueryVolumeInformation', subs: QUERY_VOLUME },
  31: { name: 'SetVolumeInformation', subs: SET_VOLUME },
  32: { name: 'DirectoryControl', subs: DIRECTORY_CONTROL },
  33: {
    name: 'FileSystemControl',
    detail: fileSystemControl,
    detailKey: fileSystemControlKey,
    category: controlCategory,
    unproven: {
      source: "procmon-parser; the place of the second length is FLT_PARAMETERS' own",
      when: hasUnprovenControl,
    },
  },
  34: {
    name: 'DeviceIoControl',
    detail: deviceControl,
    detailKey: deviceControlKey,
    category: controlCategory,
  },
  35: {
    name: 'InternalDeviceIoControl',
    detail: deviceControl,
    detailKey: deviceControlKey,
    category: controlCategory,
  },
  36: { name: 'Shutdown' },
  37: { name: 'LockUnlockFile', subs: LOCK_CONTROL },
  38: { name: 'CloseFile' },
  39: {
    name: 'CreateMailSlot',
    detail: createEndpoint,
    quirks: [{ says: 'is not known to print details', detail: 'none' }],
    unproven: { source: "FLT_PARAMETERS as Microsoft's WDK documents them" },
  },
  40: {
    name: 'QuerySecurityFile',
    detail: securityFile,
    detailKey: securityFileKey,
    category: 'Read Metadata',
  },
  41: {
    name: 'SetSecurityFile',
    detail: securityFile,
    detailKey: securityFileKey,
    category: 'Write Metadata',
  },
  42: { name: 'Power' },
  43: { name: 'SystemControl' },
  44: { name: 'DeviceChange' },
  45: { name: 'QueryFileQuota' },
  46: { name: 'SetFileQuota' },
  47: { name: 'PlugAndPlay', subs: PLUG_AND_PLAY },
};
