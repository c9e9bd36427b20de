" Specs of revoke-mc, a model checker for the Linux dma-buf revoke protocol.
if exists('b:current_syntax')
  finish
endif

syntax keyword rvkFile spec source library use override
syntax keyword rvkComponent exporter importer user nextgroup=rvkName skipwhite
syntax keyword rvkThread thread device work nextgroup=rvkName skipwhite
syntax keyword rvkStructure param enum struct object per buffer predicate event rule reading order
syntax keyword rvkModifier const ghost fair waits signalling ordered of on in __guarded_by __released __atomic_context __irq_context
syntax keyword rvkKind static pin_legacy pin_revocable dynamic
syntax keyword rvkType void bool int lock spinlock rwlock fence mapping attachment dma_buf completion kref ww_acquire_ctx
syntax keyword rvkConditional if else either or
syntax keyword rvkRepeat loop while for foreach each
syntax keyword rvkStatement atomic await skip break continue goto return
syntax keyword rvkCheck assert bound as blames
syntax keyword rvkProperty always never possible eventually leads_to terminates without entering
syntax keyword rvkExpect expect accept because optional returns tracepoint holds every violated states transitions depth
syntax keyword rvkOperator forall exists implies where has is any
syntax keyword rvkSelf self index
syntax keyword rvkBuiltin mutex_lock mutex_unlock mutex_trylock spin_lock spin_unlock spin_trylock
syntax keyword rvkBuiltin spin_lock_irq spin_unlock_irq spin_lock_irqsave spin_unlock_irqrestore
syntax keyword rvkBuiltin might_sleep down_read up_read down_write up_write kzalloc kfree queue_work
syntax keyword rvkBuiltin flush_work cancel_work_sync job_depends job_forget snapshot_take
syntax keyword rvkBuiltin snapshot_drop snapshot_signaled ready allocated called_by holds
syntax keyword rvkBoolean true false
syntax keyword rvkConstant NULL NONE KERNEL WRITE READ BOOKKEEP OURS FREE OTHERS FULL NOTIFIED FENCED READONLY
syntax keyword rvkBlame IMPORTER EXPORTER CALLER

syntax match rvkName /\h\w*/ contained
syntax match rvkErrno /-E[A-Z0-9]\+\>/
syntax match rvkNumber /\<\d\+\>/
syntax match rvkNumber /\<0[xX]\x\+\>/
syntax match rvkCall /\<\h\w*\ze\s*(/ contains=ALLBUT,rvkName
syntax match rvkLabel /^\s*\zs\h\w*\ze\s*:\%([^:]\|$\)/
syntax keyword rvkRest rest
syntax match rvkAt /@/
syntax region rvkString start=/"/ skip=/\\./ end=/"/ oneline contains=@Spell
syntax keyword rvkTodo contained TODO FIXME XXX NOTE
syntax match rvkComment "//.*$" contains=rvkTodo,@Spell
syntax region rvkComment start="/\*" end="\*/" contains=rvkTodo,@Spell
syntax region rvkBlock start=/{/ end=/}/ transparent fold

highlight default link rvkFile Include
highlight default link rvkComponent Structure
highlight default link rvkThread Structure
highlight default link rvkStructure Structure
highlight default link rvkName Identifier
highlight default link rvkModifier StorageClass
highlight default link rvkKind StorageClass
highlight default link rvkType Type
highlight default link rvkConditional Conditional
highlight default link rvkRepeat Repeat
highlight default link rvkStatement Statement
highlight default link rvkCheck Exception
highlight default link rvkProperty PreProc
highlight default link rvkExpect PreProc
highlight default link rvkOperator Operator
highlight default link rvkAt Operator
highlight default link rvkSelf Special
highlight default link rvkBoolean Boolean
highlight default link rvkConstant Constant
highlight default link rvkBlame Constant
highlight default link rvkErrno Constant
highlight default link rvkNumber Number
highlight default link rvkBuiltin Function
highlight default link rvkCall Function
highlight default link rvkLabel Label
highlight default link rvkRest Label
highlight default link rvkString String
highlight default link rvkTodo Todo
highlight default link rvkComment Comment

let b:current_syntax = 'rvk'
