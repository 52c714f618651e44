import type { PmlOperation } from '../pml-operation.ts';
import {
  controlCategory,
  deviceControl,
  deviceControlKey,
  fileSystemControl,
  fileSystemControlKey,
} from './control.ts';
import { createFileMapping, createFileMappingKey } from './create-file-mapping.ts';
import { createFile, createFileCategory, createFileKey } from './create-file.ts';
import { extraKey } from './information.ts';
import { queryOpen } from './query-information.ts';
import { rawParameters } from './raw-parameters.ts';
import {
  acquireForModWrite,
  acquireForModWriteKey,
  mdlComplete,
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

/**
 * Operations of the File System class by code, which is the IRP's major function plus 20, modulo 256.
 * Source: procmon-parser, procmon_parser/consts.py.
 */
export const FILE_SYSTEM: Readonly<Record<number, PmlOperation>> = {
  0: { name: 'VolumeDismount' },
  1: { name: 'VolumeMount' },
  2: { name: 'FASTIO_MDL_WRITE_COMPLETE', detail: mdlComplete },
  3: { name: 'WriteFile', detail: readWrite, detailKey: readWriteKey, category: 'Write' },
  4: { name: 'FASTIO_MDL_READ_COMPLETE', detail: mdlComplete },
  5: { name: 'ReadFile', detail: readWrite, detailKey: readWriteKey, category: 'Read' },
  6: { name: 'QueryOpen', detail: queryOpen, detailKey: extraKey },
  7: { name: 'FASTIO_CHECK_IF_POSSIBLE' },
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
  19: { name: 'CreateFileMapping', detail: createFileMapping, detailKey: createFileMappingKey },
  20: { name: 'CreateFile', detail: createFile, detailKey: createFileKey, category: createFileCategory },
  21: { name: 'CreatePipe', detail: rawParameters },
  22: { name: 'IRP_MJ_CLOSE' },
  23: { name: 'ReadFile', detail: readWrite, detailKey: readWriteKey, category: 'Read' },
  24: { name: 'WriteFile', detail: readWrite, detailKey: readWriteKey, category: 'Write' },
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
  39: { name: 'CreateMailSlot' },
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
