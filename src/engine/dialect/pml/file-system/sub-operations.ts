import type { PmlOperation } from '../pml-operation.ts';
import { notifyChangeDirectory, notifyChangeDirectoryKey, queryDirectory } from './directory.ts';
import { extraKey } from './information.ts';
import { lockFile, lockKey, unlockFileSingle } from './lock.ts';
import {
  queryAll,
  queryAttributeTag,
  queryBasic,
  queryEa,
  queryInternal,
  queryName,
  queryNetworkOpen,
  queryPosition,
  queryStandard,
} from './query-information.ts';
import {
  queryFileSystemAttributes,
  queryFullSize,
  queryObjectId,
  querySize,
  queryVolume,
} from './query-volume.ts';
import {
  setAllocation,
  setBasic,
  setDisposition,
  setDispositionCategory,
  setDispositionEx,
  setEndOfFile,
  setPosition,
  setRename,
  setRenameEx,
} from './set-information.ts';

/**
 * The sub-operations of File System operations by the first byte of the detail block. Odd spellings are Process Monitor's.
 * Source: procmon-parser, procmon_parser/consts.py.
 */
type SubOperations = Readonly<Record<number, PmlOperation>>;

export const QUERY_INFORMATION: SubOperations = {
  0x04: { name: 'QueryBasicInformationFile', detail: queryBasic, detailKey: extraKey },
  0x05: { name: 'QueryStandardInformationFile', detail: queryStandard, detailKey: extraKey },
  0x06: { name: 'QueryFileInternalInformationFile', detail: queryInternal, detailKey: extraKey },
  0x07: { name: 'QueryEaInformationFile', detail: queryEa, detailKey: extraKey },
  0x09: { name: 'QueryNameInformationFile', detail: queryName, detailKey: extraKey },
  0x0e: { name: 'QueryPositionInformationFile', detail: queryPosition, detailKey: extraKey },
  0x12: { name: 'QueryAllInformationFile', detail: queryAll, detailKey: extraKey },
  0x14: { name: 'QueryEndOfFile' },
  0x16: { name: 'QueryStreamInformationFile' },
  0x1c: { name: 'QueryCompressionInformationFile' },
  0x1d: { name: 'QueryId' },
  0x1f: { name: 'QueryMoveClusterInformationFile' },
  0x22: { name: 'QueryNetworkOpenInformationFile', detail: queryNetworkOpen, detailKey: extraKey },
  0x23: { name: 'QueryAttributeTagFile', detail: queryAttributeTag, detailKey: extraKey },
  0x25: { name: 'QueryIdBothDirectory' },
  0x27: { name: 'QueryValidDataLength' },
  0x28: { name: 'QueryShortNameInformationFile' },
  0x2b: { name: 'QueryIoPiorityHint' },
  0x2e: { name: 'QueryLinks' },
  0x30: { name: 'QueryNormalizedNameInformationFile' },
  0x31: { name: 'QueryNetworkPhysicalNameInformationFile' },
  0x32: { name: 'QueryIdGlobalTxDirectoryInformation' },
  0x33: { name: 'QueryIsRemoteDeviceInformation' },
  0x34: { name: 'QueryAttributeCacheInformation' },
  0x35: { name: 'QueryNumaNodeInformation' },
  0x36: { name: 'QueryStandardLinkInformation' },
  0x37: { name: 'QueryRemoteProtocolInformation' },
  0x38: { name: 'QueryRenameInformationBypassAccessCheck' },
  0x39: { name: 'QueryLinkInformationBypassAccessCheck' },
  0x3a: { name: 'QueryVolumeNameInformation' },
  0x3b: { name: 'QueryIdInformation' },
  0x3c: { name: 'QueryIdExtdDirectoryInformation' },
  0x3e: { name: 'QueryHardLinkFullIdInformation' },
  0x3f: { name: 'QueryIdExtdBothDirectoryInformation' },
  0x43: { name: 'QueryDesiredStorageClassInformation' },
  0x44: { name: 'QueryStatInformation' },
  0x45: { name: 'QueryMemoryPartitionInformation' },
  0x46: { name: 'QuerySatLxInformation', since: 3.6 },
  0x47: { name: 'QueryCaseSensitiveInformation', since: 3.6 },
  0x48: { name: 'QueryLinkInformationEx', since: 3.6 },
  0x49: { name: 'QueryLinkInfomraitonBypassAccessCheck', since: 3.6 },
  0x4a: { name: 'QueryStorageReservedIdInformation', since: 3.6 },
  0x4b: { name: 'QueryCaseSensitiveInformationForceAccessCheck', since: 3.6 },
};

export const SET_INFORMATION: SubOperations = {
  0x04: { name: 'SetBasicInformationFile', detail: setBasic },
  0x0a: { name: 'SetRenameInformationFile', detail: setRename },
  0x0b: { name: 'SetLinkInformationFile', detail: setRename },
  0x0d: { name: 'SetDispositionInformationFile', detail: setDisposition, category: setDispositionCategory },
  0x0e: { name: 'SetPositionInformationFile', detail: setPosition },
  0x13: { name: 'SetAllocationInformationFile', detail: setAllocation },
  0x14: { name: 'SetEndOfFileInformationFile', detail: setEndOfFile },
  0x16: { name: 'SetFileStreamInformation' },
  0x17: { name: 'SetPipeInformation' },
  0x27: { name: 'SetValidDataLengthInformationFile' },
  0x28: { name: 'SetShortNameInformation' },
  0x3d: { name: 'SetReplaceCompletionInformation' },
  0x40: { name: 'SetDispositionInformationEx', detail: setDispositionEx },
  0x41: { name: 'SetRenameInformationEx', detail: setRenameEx },
  0x42: { name: 'SetRenameInformationExBypassAccessCheck', detail: setRenameEx },
  0x4a: { name: 'SetStorageReservedIdInformation', since: 3.6 },
};

export const QUERY_VOLUME: SubOperations = {
  0x01: { name: 'QueryInformationVolume', detail: queryVolume, detailKey: extraKey },
  0x02: { name: 'QueryLabelInformationVolume' },
  0x03: { name: 'QuerySizeInformationVolume', detail: querySize, detailKey: extraKey },
  0x04: { name: 'QueryDeviceInformationVolume' },
  0x05: { name: 'QueryAttributeInformationVolume', detail: queryFileSystemAttributes, detailKey: extraKey },
  0x06: { name: 'QueryControlInformationVolume' },
  0x07: { name: 'QueryFullSizeInformationVolume', detail: queryFullSize, detailKey: extraKey },
  0x08: { name: 'QueryObjectIdInformationVolume', detail: queryObjectId, detailKey: extraKey },
};

export const SET_VOLUME: SubOperations = {
  0x01: { name: 'SetControlInformationVolume' },
  0x02: { name: 'SetLabelInformationVolume' },
  0x08: { name: 'SetObjectIdInformationVolume' },
};

export const DIRECTORY_CONTROL: SubOperations = {
  0x01: { name: 'QueryDirectory', detail: queryDirectory, category: 'Read Metadata' },
  0x02: {
    name: 'NotifyChangeDirectory',
    detail: notifyChangeDirectory,
    detailKey: notifyChangeDirectoryKey,
    category: 'Read Metadata',
  },
};

export const LOCK_CONTROL: SubOperations = {
  0x01: { name: 'LockFile', detail: lockFile, detailKey: lockKey },
  0x02: { name: 'UnlockFileSingle', detail: unlockFileSingle, detailKey: lockKey },
  0x03: { name: 'UnlockFileAll' },
  0x04: { name: 'UnlockFileByKey' },
};

export const PLUG_AND_PLAY: SubOperations = {
  0x00: { name: 'StartDevice' },
  0x01: { name: 'QueryRemoveDevice' },
  0x02: { name: 'RemoveDevice' },
  0x03: { name: 'CancelRemoveDevice' },
  0x04: { name: 'StopDevice' },
  0x05: { name: 'QueryStopDevice' },
  0x06: { name: 'CancelStopDevice' },
  0x07: { name: 'QueryDeviceRelations' },
  0x08: { name: 'QueryInterface' },
  0x09: { name: 'QueryCapabilities' },
  0x0a: { name: 'QueryResources' },
  0x0b: { name: 'QueryResourceRequirements' },
  0x0c: { name: 'QueryDeviceText' },
  0x0d: { name: 'FilterResourceRequirements' },
  0x0f: { name: 'ReadConfig' },
  0x10: { name: 'WriteConfig' },
  0x11: { name: 'Eject' },
  0x12: { name: 'SetLock' },
  0x13: { name: 'QueryId' },
  0x14: { name: 'QueryPnpDeviceState' },
  0x15: { name: 'QueryBusInformation' },
  0x16: { name: 'DeviceUsageNotification' },
  0x17: { name: 'SurpriseRemoval' },
  0x18: { name: 'QueryLegacyBusInformation' },
};
