" Specs of revoke-mc: kernel-like C, indented by four spaces.
if exists('b:did_ftplugin')
  finish
endif
let b:did_ftplugin = 1

setlocal commentstring=//\ %s
setlocal comments=sO:*\ -,mO:*\ \ ,exO:*/,s1:/*,mb:*,ex:*/,://
setlocal cindent cinoptions=L0,:0,l1,(0,W4
setlocal expandtab shiftwidth=4 softtabstop=4
setlocal suffixesadd=.rvk
setlocal include=^\\s*use

let b:undo_ftplugin = 'setlocal commentstring< comments< cindent< cinoptions< expandtab< shiftwidth<'
      \ . ' softtabstop< suffixesadd< include<'

" :make checks the file; :cnext goes to what it complains about.
if executable('revoke-mc')
  setlocal makeprg=revoke-mc\ check\ %:S
  setlocal errorformat=%f:%l:%c:\ %t%*[^:]:\ %m,%f:%l:%c:\ %m,%-G%.%#
  let b:undo_ftplugin .= ' makeprg< errorformat<'
endif
