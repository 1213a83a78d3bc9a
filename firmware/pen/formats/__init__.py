"""Bytes that pen and laptop share: records, frames, messages, the ledger's layout, bundles. It imports nothing else."""
